import { z } from "zod";
import { ServedTargetId } from "./values.ts";

/** What people on call have ordered for one version in one environment, beside its policy: the body of its control document. */
export const Controls = z.strictObject({
  /** This target answers, whatever its state; only those after it in the chain may follow. */
  pin: ServedTargetId.optional(),
  /**
   * When a target was last released, in ms since the epoch: a hold-down that began before ends then, and under sticky
   * failback the target is put in service.
   */
  releases: z.record(ServedTargetId, z.int().min(0)).optional(),
});
export type Controls = z.infer<typeof Controls>;

import { z } from "zod";
import { EgressSetting } from "#lib/egress/schema";
import { INT4_MAX } from "#lib/ids/schema";

export const UpdateEgressSettings = EgressSetting.extend({ etag: z.int().min(1).max(INT4_MAX) });
export type UpdateEgressSettings = z.infer<typeof UpdateEgressSettings>;

export const EgressSettings = z
  .object({
    ...EgressSetting.shape,
    etag: z.int(),
  })
  .meta({ id: "EgressSettings" });
export type EgressSettings = z.infer<typeof EgressSettings>;

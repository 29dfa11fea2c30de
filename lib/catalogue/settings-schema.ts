import { z } from "zod";
import { EgressSetting } from "#lib/egress/schema";

export const UpdateEgressSettings = EgressSetting.extend({ etag: z.int().min(1) });
export type UpdateEgressSettings = z.infer<typeof UpdateEgressSettings>;

export interface EgressSettings extends EgressSetting {
  etag: number;
}

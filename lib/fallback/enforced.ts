import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

/** Fields this engine does not enforce yet, as error findings with code `not-enforced`. Empty = everything in the policy takes effect. */
export declare function findUnenforced(policy: AnyPolicy): Finding[];

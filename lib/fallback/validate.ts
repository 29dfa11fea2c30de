import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

/**
 * What is wrong or risky in a policy beyond its schema (§5). Takes both forms; rules about addresses apply to a bound one.
 * Some errors become warnings when the policy's `accept` lists their code (`ACCEPTABLE`).
 */
export declare function validatePolicy(policy: AnyPolicy): Finding[];

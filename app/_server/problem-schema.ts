import { z } from "zod";
import { ERROR_STATUS, type ErrorCode } from "#lib/errors";

/** `Problem` of lib/errors as it is documented. */
export const ProblemSchema = z
  .object({
    type: z.string().describe("`urn:understudy:problem:` and the code."),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What happened and what to do, for people."),
    // Cast: the keys of ERROR_STATUS are its codes.
    code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
    issues: z
      .array(
        z.object({
          path: z.array(z.union([z.string(), z.int()])).describe('The field: `["routes", 0, "pathPrefix"]`.'),
          message: z.string(),
          code: z.string().optional(),
        }),
      )
      .optional(),
    see: z
      .object({ path: z.string(), words: z.string() })
      .optional()
      .describe("The page of the portal that helps, and what one does there."),
    requestId: z.string().optional(),
  })
  .meta({ id: "Problem", description: "Problem details (RFC 9457)." });

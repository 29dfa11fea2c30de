import { z } from "zod";
import { listQuery } from "#lib/paging/schema";

const Name = z.string().trim().min(1, "Write a name.").max(80, "At most 80 characters.");
/** Of one person: all of them are in the menu. */
export const VIEWS_MAX = 100;

/** The search of the catalogue's URL: names and values as URLSearchParams writes them. */
const Search = z
  .string()
  .max(2000, "At most 2000 characters.")
  .regex(/^[\w.~%*+=&-]*$/, "This is no search of a URL.");

export const SaveView = z.strictObject({ name: Name, search: Search });
export type SaveView = z.infer<typeof SaveView>;

export const UpdateView = z
  .strictObject({ name: Name.optional(), search: Search.optional() })
  .refine((changes) => Object.keys(changes).length > 0, "Say what to change.");
export type UpdateView = z.infer<typeof UpdateView>;

export const ViewParams = z.strictObject({ id: z.string().regex(/^view_[0-9a-z]{26}$/) });
export type ViewParams = z.infer<typeof ViewParams>;

export const ViewList = listQuery({ sort: ["name"] });
export type ViewQuery = z.infer<typeof ViewList.api>;

export const SavedViewDto = z
  .object({
    id: z.string(),
    name: z.string(),
    search: z.string().describe("The search of the catalogue's URL, without the question mark."),
    isOwn: z.boolean(),
    ownerName: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "SavedView" });
export type SavedViewDto = z.infer<typeof SavedViewDto>;

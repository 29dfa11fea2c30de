import type { FormField } from "#lib/openapi/schema";

/** A part of a form: a text (JSON where `type` says so), or a file; `file` is absent in an example. */
export type FormPart =
  | { name: string; value: string; type?: "application/json" }
  | { name: string; fileName: string; file?: File };

interface FilledForm {
  form?: Record<string, string>;
  files?: Record<string, File[]>;
}

/** The parts of `multipart/form-data`. A file that is needed and not chosen yet stands for itself by its field's name. */
export function formParts(fields: FormField[], { form = {}, files = {} }: FilledForm): FormPart[] {
  return fields.flatMap(({ name, kind, required }): FormPart[] => {
    if (kind === "file" || kind === "files") {
      const chosen = files[name] ?? [];
      if (chosen.length === 0) return required ? [{ name, fileName: name }] : [];
      return chosen.map((file) => ({ name, fileName: file.name, file }));
    }
    const value = form[name] ?? "";
    if (value === "") return [];
    if (kind === "json") return [{ name, value, type: "application/json" }];
    return textsOf(kind, value).map((text) => ({ name, value: text }));
  });
}

/** The body of `application/x-www-form-urlencoded`: a list is its name again and again. */
export function urlEncoded(fields: FormField[], { form = {} }: FilledForm): string {
  const pairs = fields.flatMap(({ name, kind }) => {
    const value = form[name] ?? "";
    return value === "" ? [] : textsOf(kind, value).map((text) => [name, text]);
  });
  return new URLSearchParams(pairs).toString();
}

function textsOf(kind: FormField["kind"], value: string): string[] {
  return kind === "list" ? value.split(",").map((item) => item.trim()) : [value];
}

/** As a browser sends it. */
export function formDataOf(parts: FormPart[]): FormData {
  const data = new FormData();
  for (const part of parts) {
    if ("fileName" in part) {
      if (part.file) data.append(part.name, part.file, part.fileName);
    } else if (part.type === undefined) data.append(part.name, part.value);
    else data.append(part.name, new Blob([part.value], { type: part.type }));
  }
  return data;
}

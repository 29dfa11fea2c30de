import type { FormPart } from "./form-parts.ts";

/** A request that somebody could send. */
export interface SnippetRequest {
  method: string;
  /** Absolute; may start with a shell variable where the address is not known. */
  url: string;
  headers: [name: string, value: string][];
  body: string | null;
  /** A body of parts instead; the boundary is the business of whoever sends it. */
  form?: FormPart[];
}

export const LANGUAGES = [
  { value: "curl", label: "curl" },
  { value: "javascript", label: "JavaScript" },
  { value: "python", label: "Python" },
] as const;
export type Language = (typeof LANGUAGES)[number]["value"];

/** Stands for the gateway's address where nobody told it. */
export const ADDRESS_PLACE = "$GATEWAY_URL";

/** What stands for something only the reader knows; each language reads it from the environment. */
const PLACES = new Set(["$API_KEY", "$ACCESS_TOKEN", ADDRESS_PLACE]);
const BETWEEN_PLACES = /(\$API_KEY|\$ACCESS_TOKEN|\$GATEWAY_URL)/;

/** The request in a language, ready to paste. Secrets and unknown addresses come from the environment, never from here. */
export function snippetOf(request: SnippetRequest, language: Language): string {
  switch (language) {
    case "curl":
      return curl(request);
    case "javascript":
      return javascript(request);
    case "python":
      return python(request);
  }
}

function curl({ method, url, headers, body, form = [] }: SnippetRequest): string {
  const parts = [
    `curl -i${method === "GET" ? "" : ` -X ${method}`} ${shellText(url)}`,
    ...headers.map(([name, value]) => `-H ${shellText(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${shellText(body)}`]),
    ...form.map(curlPart),
  ];
  return parts.join(" \\\n  ");
}

/** `-F` gives `@`, `<`, `;` and quotes a meaning; `--form-string` gives none. */
function curlPart(part: FormPart): string {
  const { name } = part;
  if ("fileName" in part) return `-F ${shellText(`${name}=@${curlQuoted(part.fileName)}`)}`;
  if (part.type === undefined) return `--form-string ${shellText(`${name}=${part.value}`)}`;
  return `-F ${shellText(`${name}=${curlQuoted(part.value)};type=${part.type}`)}`;
}

function curlQuoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}

/** Single quotes, in which nothing is special; a variable of ours stands outside of them in double quotes. */
function shellText(text: string): string {
  const pieces = text.split(BETWEEN_PLACES).filter((piece) => piece !== "");
  return pieces
    .map((piece) => (PLACES.has(piece) ? `"${piece}"` : `'${piece.replaceAll("'", String.raw`'\''`)}'`))
    .join("");
}

function javascript({ method, url, headers, body, form }: SnippetRequest): string {
  const lines = [
    ...javascriptForm(form),
    `const response = await fetch(${scriptText(url, "process.env.")}, {`,
  ];
  if (method !== "GET") lines.push(`  method: ${JSON.stringify(method)},`);
  if (headers.length > 0) {
    lines.push("  headers: {");
    for (const [name, value] of headers)
      lines.push(`    ${JSON.stringify(name)}: ${scriptText(value, "process.env.")},`);
    lines.push("  },");
  }
  if (body !== null) lines.push(`  body: ${javascriptBody(body)},`);
  if (form) lines.push("  body: form,");
  return [...lines, "});", "console.log(response.status, await response.text());"].join("\n");
}

function javascriptForm(form: FormPart[] | undefined): string[] {
  if (!form) return [];
  const needsFiles = form.some((part) => "fileName" in part);
  return [
    ...(needsFiles ? ['import { openAsBlob } from "node:fs";', ""] : []),
    "const form = new FormData();",
    ...form.map((part) => {
      const name = JSON.stringify(part.name);
      if ("fileName" in part) {
        const fileName = JSON.stringify(part.fileName);
        return `form.append(${name}, await openAsBlob(${fileName}), ${fileName});`;
      }
      const value = JSON.stringify(part.value);
      if (part.type === undefined) return `form.append(${name}, ${value});`;
      return `form.append(${name}, new Blob([${value}], { type: ${JSON.stringify(part.type)} }));`;
    }),
  ];
}

function javascriptBody(body: string): string {
  const value = parsed(body);
  return value === undefined
    ? JSON.stringify(body)
    : `JSON.stringify(${JSON.stringify(value, null, 2).replaceAll("\n", "\n  ")})`;
}

/** A string literal, joined with variables where a place stands. JSON's literals are JavaScript's and Python's too. */
function scriptText(text: string, env: string): string {
  const pieces = text.split(BETWEEN_PLACES).filter((piece) => piece !== "");
  const literals = pieces.map((piece) => {
    if (!PLACES.has(piece)) return JSON.stringify(piece);
    return env === "" ? `os.environ["${piece.slice(1)}"]` : `${env}${piece.slice(1)}`;
  });
  return literals.join(" + ") || '""';
}

function python({ method, url, headers, body, form }: SnippetRequest): string {
  const args = [`    ${JSON.stringify(method)},`, `    ${scriptText(url, "")},`];
  if (headers.length > 0) {
    args.push("    headers={");
    for (const [name, value] of headers)
      args.push(`        ${JSON.stringify(name)}: ${scriptText(value, "")},`);
    args.push("    },");
  }
  if (body !== null) args.push(`    data=${JSON.stringify(body)}.encode(),`);
  if (form) args.push("    files=[", ...form.map((part) => `        ${pythonPart(part)},`), "    ],");
  const lines = ["response = requests.request(", ...args, "    timeout=30,", ")"];
  const needsOs = lines.some((line) => line.includes("os.environ["));
  return [
    ...(needsOs ? ["import os", ""] : []),
    "import requests",
    "",
    ...lines,
    "print(response.status_code, response.text)",
  ].join("\n");
}

/** Without a file name it is a plain field; with any part here, `requests` writes multipart. */
function pythonPart(part: FormPart): string {
  const name = JSON.stringify(part.name);
  if ("fileName" in part) {
    const fileName = JSON.stringify(part.fileName);
    return `(${name}, (${fileName}, open(${fileName}, "rb")))`;
  }
  const type = part.type === undefined ? "" : `, ${JSON.stringify(part.type)}`;
  return `(${name}, (None, ${JSON.stringify(part.value)}${type}))`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

import { marked, type Token, type Tokens } from "marked";
import { cleanText } from "./clean-text.ts";
import type { Block, Inline, Prose } from "./reference-schema.ts";

const PROSE_MAX_LENGTH = 20_000;
const MAX_DEPTH = 12;

/**
 * Markdown (CommonMark with tables) as blocks that hold text only: tags of raw HTML are dropped, what stands between them
 * stays, and a link leads to http, https or mailto or is none. Run in the reader's process, which has a time limit.
 */
export function readProse(value: unknown): Prose {
  const text = cleanText(value, PROSE_MAX_LENGTH);
  if (text === "") return [];
  return blocksOf(marked.lexer(text), 0);
}

function blocksOf(tokens: Token[], depth: number): Block[] {
  if (depth > MAX_DEPTH) return [];
  return tokens.flatMap((token) => blockOf(token, depth));
}

/** marked's tokens are an open union (extensions may add kinds); the casts follow its own table of kinds. */
function blockOf(token: Token, depth: number): Block[] {
  switch (token.type) {
    case "heading": {
      const { depth: level } = token as Tokens.Heading;
      return [{ kind: "heading", level, content: inlinesOf(token.tokens, depth) }];
    }
    case "code":
      return [{ kind: "code", text: (token as Tokens.Code).text }];
    case "list":
      return [listOf(token as Tokens.List, depth)];
    case "blockquote":
      return [{ kind: "quote", content: blocksOf(token.tokens ?? [], depth + 1) }];
    case "table":
      return [tableOf(token as Tokens.Table, depth)];
    case "hr":
      return [{ kind: "rule" }];
    case "html":
      return paragraph(htmlText(token.raw));
    case "paragraph":
    case "text":
      return paragraph(token.tokens ? inlinesOf(token.tokens, depth) : plain(token.raw));
    default:
      return [];
  }
}

function paragraph(content: Inline[]): Block[] {
  return content.some((piece) => typeof piece !== "string" || piece.trim() !== "")
    ? [{ kind: "paragraph", content }]
    : [];
}

function listOf(list: Tokens.List, depth: number): Block {
  const items = list.items.map((item) => blocksOf(item.tokens, depth + 1));
  return { kind: "list", ordered: list.ordered, items };
}

function tableOf(table: Tokens.Table, depth: number): Block {
  const cells = (row: Tokens.TableCell[]) => row.map((cell) => inlinesOf(cell.tokens, depth));
  return { kind: "table", head: cells(table.header), rows: table.rows.map(cells) };
}

function inlinesOf(tokens: Token[] | undefined, depth: number): Inline[] {
  if (depth > MAX_DEPTH) return [];
  return (tokens ?? []).flatMap((token) => inlineOf(token, depth + 1));
}

function inlineOf(token: Token, depth: number): Inline[] {
  switch (token.type) {
    case "strong":
      return [{ kind: "strong", content: inlinesOf(token.tokens, depth) }];
    case "em":
      return [{ kind: "emphasis", content: inlinesOf(token.tokens, depth) }];
    case "del":
      return [{ kind: "deleted", content: inlinesOf(token.tokens, depth) }];
    case "codespan":
      return [{ kind: "code", text: unescapeEntities((token as Tokens.Codespan).text) }];
    case "br":
      return [{ kind: "break" }];
    case "link":
      return linkOf(token as Tokens.Link, depth);
    case "image":
      return plain((token as Tokens.Image).text);
    case "html":
      return htmlText(token.raw);
    case "text":
    case "escape":
      return "tokens" in token && token.tokens
        ? inlinesOf(token.tokens, depth)
        : plain((token as Tokens.Text).text);
    default:
      return [];
  }
}

function linkOf(link: Tokens.Link, depth: number): Inline[] {
  const content = inlinesOf(link.tokens, depth);
  const href = safeHref(link.href);
  return href === "" ? content : [{ kind: "link", href, content }];
}

/** The address, when a reader may be led there; "" otherwise. */
export function safeHref(value: unknown): string {
  const text = cleanText(value, 2048);
  const url = URL.parse(unescapeEntities(text));
  return url && /^(https?|mailto):$/.test(url.protocol) ? url.href : "";
}

/** The text of raw HTML: tags and comments go, line breaks stay. */
function htmlText(raw: string): Inline[] {
  const pieces = raw
    .replaceAll(/<!--[^]*?(-->|$)/g, "")
    .replaceAll(/<(script|style)\b[^]*?(<\/\1\s*>|$)/gi, "")
    .split(/<br\s*\/?>|<\/(?:p|li|tr|h[1-6]|div)\s*>/i)
    .map((piece) => unescapeEntities(piece.replaceAll(/<[^>]*>?/g, "")));
  return pieces.flatMap((piece, index): Inline[] =>
    index === 0 ? plain(piece) : [{ kind: "break" }, ...plain(piece)],
  );
}

function plain(text: string): Inline[] {
  return text === "" ? [] : [unescapeEntities(text)];
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  "#39": "'",
};

function unescapeEntities(text: string): string {
  return text.replaceAll(
    /&(amp|lt|gt|quot|apos|nbsp|#39);/g,
    (whole, name: string) => ENTITIES[name] ?? whole,
  );
}

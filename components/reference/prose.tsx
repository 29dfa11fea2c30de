import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn.ts";
import type { Block, Inline, Prose as ProseBlocks } from "#lib/openapi/schema";

interface ProseProps {
  prose: ProseBlocks;
  className?: string;
}

/** A document's description. It comes as blocks of text: there is no HTML to trust. */
export function Prose({ prose, className }: ProseProps) {
  if (prose.length === 0) return null;
  return (
    <div className={cn("flex min-w-0 flex-col gap-2.5 text-sm break-words", className)}>
      <Blocks blocks={prose} />
    </div>
  );
}

// The blocks of a document never change place: their index is their identity.
function Blocks({ blocks }: { blocks: Block[] }): ReactNode {
  return blocks.map((block, index) => <BlockView key={index} block={block} />);
}

function BlockView({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case "paragraph":
      return (
        <p className="max-w-prose">
          <Inlines content={block.content} />
        </p>
      );
    case "heading":
      // Not a heading to assistive technology: a description must not upset the page's outline.
      return (
        <p className={cn("font-semibold", block.level <= 2 && "text-base")}>
          <Inlines content={block.content} />
        </p>
      );
    case "code":
      return (
        <pre
          tabIndex={0}
          role="region"
          aria-label="Code in the description"
          className="overflow-x-auto rounded-md border bg-surface p-3 font-mono text-xs leading-5"
        >
          {block.text}
        </pre>
      );
    case "list":
      return <ListView block={block} />;
    case "quote":
      return (
        <blockquote className="flex flex-col gap-2 border-l-2 pl-3 text-text-muted">
          <Blocks blocks={block.content} />
        </blockquote>
      );
    case "table":
      return <TableView block={block} />;
    case "rule":
      return <hr />;
  }
}

function ListView({ block }: { block: Extract<Block, { kind: "list" }> }) {
  const List = block.ordered ? "ol" : "ul";
  return (
    <List
      className={cn("flex max-w-prose flex-col gap-1 pl-5", block.ordered ? "list-decimal" : "list-disc")}
    >
      {block.items.map((item, index) => (
        <li key={index}>
          <Blocks blocks={item} />
        </li>
      ))}
    </List>
  );
}

function TableView({ block }: { block: Extract<Block, { kind: "table" }> }) {
  return (
    <div role="region" aria-label="Table in the description" tabIndex={0} className="overflow-x-auto">
      <table className="text-left">
        <thead>
          <tr className="border-b">
            {block.head.map((cell, index) => (
              <th key={index} className="py-1 pr-4 font-semibold">
                <Inlines content={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={index} className="border-b last:border-b-0">
              {row.map((cell, column) => (
                <td key={column} className="py-1 pr-4 align-top">
                  <Inlines content={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Inlines({ content }: { content: Inline[] }): ReactNode {
  return content.map((piece, index) => <InlineView key={index} piece={piece} />);
}

function InlineView({ piece }: { piece: Inline }): ReactNode {
  if (typeof piece === "string") return piece;
  switch (piece.kind) {
    case "strong":
      return (
        <strong className="font-semibold">
          <Inlines content={piece.content} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Inlines content={piece.content} />
        </em>
      );
    case "deleted":
      return (
        <del>
          <Inlines content={piece.content} />
        </del>
      );
    case "code":
      return <code className="rounded-sm bg-surface-sunken px-1 font-mono text-xs">{piece.text}</code>;
    case "link":
      return (
        <OutsideLink href={piece.href}>
          <Inlines content={piece.content} />
        </OutsideLink>
      );
    case "break":
      return <br />;
  }
}

/** An address out of a document: it leaves the portal, and learns nothing of where the reader came from. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="rounded-sm text-accent underline underline-offset-2"
    >
      {children}
    </a>
  );
}

"use client";

import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import type { Finding, UnboundPolicy } from "#lib/fallback/schema";
import type { EditorAction } from "./editor-state.ts";
import { LinedTextarea } from "./lined-textarea.tsx";
import { findingsInText, readPolicy, writePolicy, type TextFinding } from "./policy-text.ts";

interface JsonPanelProps {
  policy: UnboundPolicy;
  dispatch: (action: EditorAction) => void;
  findings: readonly Finding[];
  readOnly: boolean;
}

/**
 * The policy as text, in step with the forms both ways: a text that is a policy is the policy, one that is not stays until it
 * is mended. Addresses and secrets are not part of a policy, so they are not here.
 */
export function JsonPanel({ policy, dispatch, findings, readOnly }: JsonPanelProps) {
  const [text, setText] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const written = writePolicy(policy);
  const read = text === undefined ? undefined : readPolicy(text);
  const isOwn = read !== undefined && (!read.ok || JSON.stringify(read.policy) === JSON.stringify(policy));
  const shown = text !== undefined && isOwn ? text : written;
  const problems = read && !read.ok ? read.findings : findingsInText(shown, findings);

  function onType(typed: string) {
    setText(typed);
    const next = readPolicy(typed);
    if (next.ok) dispatch({ type: "write_policy", policy: next.policy });
  }

  function goTo(line: number | undefined) {
    if (line === undefined || area.current === null) return;
    const lines = shown.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.current.focus();
    area.current.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    area.current.scrollTop = Math.max(0, (line - 6) * 20);
  }

  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-text-muted">
          The same in every environment; without addresses and credentials.
        </p>
        <CopyButton text={shown} label="Copy" showLabel variant="ghost" />
      </div>
      <LinedTextarea
        ref={area}
        label="Policy as JSON"
        value={shown}
        marked={problems.flatMap(({ line, severity }) =>
          line === undefined ? [] : [[line, severity] as const],
        )}
        readOnly={readOnly}
        onChange={onType}
        onBlur={() => (read?.ok ? setText(undefined) : undefined)}
      />
      {read && !read.ok ? (
        <Callout
          tone="warn"
          title="Not taken over yet"
          actions={
            <Button size="sm" onClick={() => setText(undefined)}>
              Back to the last good one
            </Button>
          }
        >
          The cards and forms keep the last good policy until the text is mended.
        </Callout>
      ) : null}
      <Problems
        problems={problems}
        elsewhere={read && !read.ok ? 0 : findings.length - problems.length}
        onGoTo={goTo}
      />
    </div>
  );
}

function Problems({
  problems,
  elsewhere,
  onGoTo,
}: {
  problems: readonly TextFinding[];
  /** How many there are about what is not in the text. */
  elsewhere: number;
  onGoTo: (line?: number) => void;
}) {
  return (
    <div aria-live="polite" className="flex flex-col gap-1">
      <p className="flex items-center gap-1.5 text-sm font-medium">
        {problems.length === 0 ? (
          <>
            <CircleCheck aria-hidden className="size-4 text-ok" />A valid policy
          </>
        ) : (
          countOf(problems.length, "finding")
        )}
      </p>
      {elsewhere > 0 ? (
        <p className="text-xs text-text-muted">
          {`${countOf(elsewhere, "finding")} about addresses or routes, which are not in this text.`}
        </p>
      ) : null}
      <ul className="flex flex-col">
        {problems.map(({ line, field, severity, message }, index) => (
          <li key={index}>
            <button
              type="button"
              onClick={() => onGoTo(line)}
              className="flex w-full items-start gap-2 rounded-sm px-1 py-1 text-left text-sm hover:bg-surface-sunken"
            >
              {severity === "error" ? (
                <CircleX aria-label="Error" className="size-4 shrink-0 translate-y-0.5 text-danger" />
              ) : (
                <TriangleAlert aria-label="Warning" className="size-4 shrink-0 translate-y-0.5 text-warn" />
              )}
              <span className="min-w-0 break-words">
                {line === undefined ? "" : `Line ${line}: `}
                {message} <span className="font-mono text-xs text-text-muted">{field}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

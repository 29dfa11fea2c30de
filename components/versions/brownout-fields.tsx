"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import type { VersionLife } from "#lib/versions/schema";

interface BrownoutFieldsProps {
  announced: VersionLife["brownouts"];
  error: Error | null;
}

/** When the version answers nobody for a while before its end. `stepOf` reads the inputs by their names, in order. */
export function BrownoutFields({ announced, error }: BrownoutFieldsProps) {
  const [rows, setRows] = useState(() =>
    announced.map(({ from, until }, key) => ({ key, from: minuteOf(from), until: minuteOf(until) })),
  );
  const add = () =>
    setRows((all) => [...all, { key: Math.max(-1, ...all.map(({ key }) => key)) + 1, from: "", until: "" }]);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">Brown-outs</legend>
      <p className="text-xs text-text-muted">
        For a while it answers 503 to everybody, so that callers whom no notice reached see it in time. Times
        are UTC, and at least a day ahead.
      </p>
      {rows.map(({ key, from, until }, at) => (
        <div key={key} className="flex items-start gap-2 max-sm:flex-wrap">
          <Field
            label={`Brown-out ${at + 1} begins`}
            className="min-w-0 flex-1"
            error={issueAt(error, "brownouts", at, "from")}
          >
            <Input name="brownoutFrom" type="datetime-local" defaultValue={from} required />
          </Field>
          <Field
            label={`Brown-out ${at + 1} ends`}
            className="min-w-0 flex-1"
            error={issueAt(error, "brownouts", at, "until")}
          >
            <Input name="brownoutUntil" type="datetime-local" defaultValue={until} required />
          </Field>
          <IconButton
            label={`Remove brown-out ${at + 1}`}
            className="sm:mt-6"
            onClick={() => setRows((all) => all.filter((row) => row.key !== key))}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="sm" onClick={add}>
          <Plus aria-hidden />
          Add a brown-out
        </Button>
      </div>
    </fieldset>
  );
}

/** As `datetime-local` wants it. */
function minuteOf(at: string): string {
  return at.slice(0, 16);
}

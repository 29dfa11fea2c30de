"use client";

import { ClipboardPaste, Link2, Upload } from "lucide-react";
import { useState, type DragEvent } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { FileDrop } from "./file-drop.tsx";
import type { DocumentSourceState } from "./use-document-source.ts";

const MODES = [
  {
    value: "paste",
    label: (
      <>
        <ClipboardPaste aria-hidden />
        Paste
      </>
    ),
  },
  {
    value: "file",
    label: (
      <>
        <Upload aria-hidden />
        Upload
      </>
    ),
  },
  {
    value: "url",
    label: (
      <>
        <Link2 aria-hidden />
        From a URL
      </>
    ),
  },
] as const;

interface DocumentSourceFieldProps {
  document: DocumentSourceState;
  /** What the server said about the document as a whole. */
  error: string | undefined;
}

/** Where an OpenAPI document comes from. A file may be dropped anywhere on it. */
export function DocumentSourceField({ document, error }: DocumentSourceFieldProps) {
  const [isOver, setIsOver] = useState(false);

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) void document.takeFile(file);
  }

  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      className={cn(
        "flex flex-col items-start gap-3 rounded-md",
        isOver && "outline-2 outline-offset-4 outline-accent outline-dashed",
      )}
    >
      <Segmented
        label="Where the document comes from"
        value={document.mode}
        options={MODES}
        onChange={document.changeMode}
      />
      {document.mode === "paste" ? (
        <Field
          label="OpenAPI document"
          hideLabel
          hint="OpenAPI 2.0, 3.0 or 3.1, as JSON or YAML, up to 10 MiB. A file can be dropped here."
          error={error}
          className="w-full"
        >
          <Textarea
            mono
            rows={14}
            spellCheck={false}
            autoComplete="off"
            placeholder={"openapi: 3.1.0\ninfo:\n  title: Storefront\n  version: 1.0.0\npaths: …"}
            value={document.text}
            onChange={(event) => document.changeText(event.target.value)}
          />
        </Field>
      ) : null}
      {document.mode === "file" ? <FileDrop document={document} error={error} /> : null}
      {document.mode === "url" ? <UrlSource document={document} error={error} /> : null}
    </div>
  );
}

function UrlSource({ document, error }: DocumentSourceFieldProps) {
  return (
    <Field
      label="Address of the document"
      hint="The portal fetches it from its own network. Private addresses are refused unless an administrator allows them."
      error={error}
      className="w-full"
    >
      <span className="flex gap-2">
        <UrlInput document={document} />
        <Button
          onClick={document.fetchUrl}
          pending={document.inspection.isPending}
          disabled={document.url.trim() === ""}
        >
          Fetch
        </Button>
      </span>
    </Field>
  );
}

/** Enter fetches; the form around it is sent from its own fields. */
function UrlInput({ document }: { document: DocumentSourceState }) {
  return (
    <Input
      type="url"
      mono
      autoComplete="url"
      placeholder="https://example.com/openapi.yaml"
      value={document.url}
      onChange={(event) => document.changeUrl(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        document.fetchUrl();
      }}
    />
  );
}

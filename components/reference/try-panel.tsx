"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useRef, useState } from "react";
import { Send, Square } from "lucide-react";
import { useMutation } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Button } from "@/components/ui/button.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { ReferenceOperation } from "#lib/openapi/schema";
import type { CallSettings } from "#lib/reference/schema";
import { checkFilled } from "./check-filled.ts";
import { compose, exampleFilled, type Filled } from "./request-of.ts";
import { sendTry, type Tried } from "./send-try.ts";
import { TrialField } from "./trial-field.tsx";
import { TryFields } from "./try-fields.tsx";
import { TryHistory } from "./try-history.tsx";
import { TryResult } from "./try-result.tsx";

interface TryPanelProps {
  versionRef: VersionRef;
  call: CallSettings;
  operation: ReferenceOperation;
}

const HISTORY_MAX = 10;

/** A request of the operation, filled in and sent through a real gateway by the portal. Nothing of it outlives the page. */
export function TryPanel({ versionRef, call, operation }: TryPanelProps) {
  const [filled, setFilled] = useState<Filled>(() => initialFilled(operation, call));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [history, setHistory] = useState<Tried[]>([]);
  const [shown, setShown] = useState<Tried>();
  const under = useRef<AbortController>(undefined);
  const sending = useMutation({
    mutationFn: (request: Filled) => {
      under.current = new AbortController();
      const composed = compose(operation, call.pathPrefix, request);
      return sendTry({ versionRef, call, composed, filled: request }, under.current.signal);
    },
    onSuccess: (tried) => {
      setShown(tried);
      setHistory((earlier) => [tried, ...earlier].slice(0, HISTORY_MAX));
    },
  });

  function send() {
    if (sending.isPending) return;
    const found = checkFilled(operation, filled);
    setProblems(found);
    if (Object.keys(found).length === 0) sending.mutate(filled);
  }

  function restore(tried: Tried) {
    setFilled(tried.filled);
    setProblems({});
    setShown(tried);
  }

  const wasCancelled = sending.error?.name === "AbortError";
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Form className="flex min-w-0 flex-col gap-4" aria-label="Request" onSubmit={send}>
        <TrialField
          versionRef={versionRef}
          call={call}
          value={filled.application}
          onChange={(application) =>
            setFilled(({ application: _old, ...others }) => ({
              ...others,
              ...(application ? { application } : {}),
            }))
          }
        />
        <TryFields operation={operation} filled={filled} problems={problems} onChange={setFilled} />
        {call.isLive && call.gatewayUrl !== null ? null : <NotYet call={call} />}
        <div className="flex flex-wrap items-center gap-3">
          {sending.isPending ? (
            <Button onClick={() => under.current?.abort()}>
              <Square aria-hidden />
              Cancel
            </Button>
          ) : (
            <Button type="submit" variant="primary" disabled={!call.isLive || call.gatewayUrl === null}>
              <Send aria-hidden />
              Send
            </Button>
          )}
          <span className="text-xs text-text-muted">
            <Kbd>⌘</Kbd> <Kbd>↵</Kbd> sends
          </span>
        </div>
      </Form>
      {wasCancelled ? <p className="text-sm text-text-muted">Cancelled. It may have been executed.</p> : null}
      {sending.isError && !wasCancelled ? <ProblemCallout error={sending.error} /> : null}
      <div aria-live="polite" className="min-w-0">
        {shown ? <TryResult key={shown.id} answer={shown.answer} /> : null}
      </div>
      {history.length > 1 ? <TryHistory history={history} shown={shown} onChoose={restore} /> : null}
    </div>
  );
}

/** With the reader's first application, where the version takes keys and they have one. */
function initialFilled(operation: ReferenceOperation, { trial }: CallSettings): Filled {
  const application = trial?.applications.items[0]?.slug;
  return { ...exampleFilled(operation), ...(application ? { application } : {}) };
}

function NotYet({ call }: { call: CallSettings }) {
  return (
    <p className="text-sm text-warn">
      {call.isLive
        ? `The portal does not know where the gateways of ${call.environment} are reached. An administrator can set it.`
        : `The version is not live in ${call.environment}. Publish it there, or choose another environment.`}
    </p>
  );
}

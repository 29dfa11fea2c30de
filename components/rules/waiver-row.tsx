"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { api } from "@/components/ui/api.ts";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { Link } from "@/components/ui/link.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { WaiverDto, WaiverState } from "#lib/rules/schema";

const TONES: Record<WaiverState, Tone> = {
  asked: "info",
  granted: "ok",
  refused: "danger",
  withdrawn: "neutral",
  revoked: "danger",
  expired: "warn",
};
/** A waiver's state in words. */
export const WAIVER_STATE_WORDS: Record<WaiverState, string> = {
  asked: "Asked for",
  granted: "Granted",
  refused: "Refused",
  withdrawn: "Withdrawn",
  revoked: "Revoked",
  expired: "Expired",
};
const VERBS = { grant: "Grant", refuse: "Refuse", revoke: "Revoke", withdraw: "Withdraw" } as const;
type Decision = WaiverDto["decisions"][number];

/** A waiver, what was said of it, and what one may do with it. */
export function WaiverRow({ waiver }: { waiver: WaiverDto }) {
  const [decision, setDecision] = useState<Decision>();
  const { api: of, rule, version, state, until, askedBy, askedAt } = waiver;
  return (
    <li
      id={waiver.id}
      className="flex scroll-mt-20 flex-col gap-1.5 border-b px-4 py-3 text-sm last:border-b-0 target:bg-surface-sunken"
    >
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={TONES[state]}>{WAIVER_STATE_WORDS[state]}</Badge>
        <Link className="font-medium text-accent hover:underline" href={routes.apiGovernance(of.slug)}>
          {of.name}
        </Link>
        <span>{version ?? "all versions"}</span>
        <span className="text-text-muted">{`need not keep “${rule.name}” until ${until.slice(0, 10)}`}</span>
      </div>
      <p className="break-words">{waiver.reason}</p>
      <p className="text-xs text-text-muted">
        {`${askedBy} asked `}
        <RelativeTime at={askedAt} />
        {waiver.decidedBy
          ? `; ${WAIVER_STATE_WORDS[state === "expired" ? "granted" : state].toLowerCase()} by ${waiver.decidedBy}`
          : ""}
        {waiver.decisionNote === "" ? "" : `: ${waiver.decisionNote}`}
      </p>
      <Allowed waiver={waiver} />
      {waiver.decisions.length > 0 ? (
        <div className="flex flex-wrap gap-2">
          {waiver.decisions.map((one) => (
            <Button key={one} size="sm" onClick={() => setDecision(one)}>
              {VERBS[one]}
            </Button>
          ))}
        </div>
      ) : null}
      {decision ? (
        <DecisionDialog waiver={waiver} decision={decision} onClose={() => setDecision(undefined)} />
      ) : null}
    </li>
  );
}

/** What went live by it alone. */
function Allowed({ waiver: { api: of, allowed } }: { waiver: WaiverDto }) {
  if (allowed.total === 0) return null;
  const hidden = allowed.total - allowed.items.length;
  return (
    <ul
      aria-label="What it let go live"
      className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-text-muted [&_a]:text-accent [&_a]:underline"
    >
      {allowed.items.map(({ publicationId, version, environment, revision, at }) => (
        <li key={publicationId}>
          {"Let "}
          <Link href={routes.versions(of.slug, { version, environment })}>
            {`revision ${revision} of ${version}`}
          </Link>
          {` go live in ${environment} `}
          <RelativeTime at={at} />
        </li>
      ))}
      {hidden > 0 ? <li>{`and ${hidden} more before`}</li> : null}
    </ul>
  );
}

interface DecisionDialogProps {
  waiver: WaiverDto;
  decision: Decision;
  onClose: () => void;
}

function DecisionDialog({ waiver, decision, onClose }: DecisionDialogProps) {
  const formId = useId();
  const router = useRouter();
  const deciding = useMutation({
    mutationFn: (note: string) =>
      api(`/governance/waivers/${waiver.id}/decision`, {
        method: "POST",
        body: { decision, etag: waiver.etag, note },
      }),
    onSuccess: () => {
      onClose();
      router.refresh();
    },
  });
  const problem = problemBeside(deciding.error, ["note"]);
  const verb = `${VERBS[decision]} waiver`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={verb}
      description={`${waiver.api.name}, “${waiver.rule.name}”, until ${waiver.until.slice(0, 10)}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            variant={decision === "grant" ? "primary" : "danger"}
            pending={deciding.isPending}
          >
            {verb}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(form) => deciding.mutate(textOf(form, "note"))}
      >
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field
          label="Note"
          optional={decision === "grant" || decision === "withdraw"}
          hint="Whoever asked reads it."
          error={issueAt(deciding.error, "note")}
        >
          <Textarea name="note" rows={3} maxLength={2000} />
        </Field>
      </Form>
    </Dialog>
  );
}

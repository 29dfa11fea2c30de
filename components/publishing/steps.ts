import { formatDuration } from "@/components/ui/format-duration.ts";
import type { PublicationDto } from "#lib/publishing/schema";

export type StepState = "done" | "doing" | "waiting" | "failed";

export interface StepperStep {
  name: "saved" | "compiled" | "written" | "applied";
  state: StepState;
  /** "rev 42", "2/3". */
  detail: string;
  /** "in 38 ms", counted from the request. */
  time: string;
}

/** The four steps of a publication from its receipts; never further than what has been acknowledged. */
export function stepsOf(publication: PublicationDto): StepperStep[] {
  const failed = publication.state === "failed";
  const compiled = publication.compiledMs !== null;
  const written = publication.writtenMs !== null;
  const answered = publication.receipts.filter((receipt) => !receipt.rejected).length;
  return [
    { name: "saved", state: "done", detail: "", time: "" },
    {
      name: "compiled",
      state: stepState(compiled, true, failed),
      detail: "",
      time: timeOf(publication.compiledMs),
    },
    {
      name: "written",
      state: stepState(written, compiled, failed),
      detail: publication.storeRevision === null ? "" : `rev ${publication.storeRevision}`,
      time: timeOf(publication.writtenMs),
    },
    {
      name: "applied",
      state: publication.rejected > 0 ? "failed" : stepState(publication.appliedMs !== null, written, false),
      detail: written ? `${answered}/${publication.expected}` : "",
      time: timeOf(publication.appliedMs),
    },
  ];
}

function stepState(done: boolean, reached: boolean, failed: boolean): StepState {
  if (done) return "done";
  if (!reached) return "waiting";
  return failed ? "failed" : "doing";
}

function timeOf(ms: number | null): string {
  return ms === null ? "" : formatDuration(ms);
}

/** What the stepper says in a sentence, for the heading and for screen readers. */
export function publicationSentence(publication: PublicationDto): string {
  const { expected, receipts, rejected, storeRevision, action, environment } = publication;
  const live = action === "publish" ? "Live" : "Gone";
  if (publication.state === "superseded") return "A newer change took its place.";
  if (rejected > 0) return `Refused by ${rejected} of ${expected} gateways in ${environment}.`;
  if (publication.state === "failed") return "Not written yet; it is tried again.";
  if (publication.writtenMs === null) return "On its way to the shared store.";
  if (expected === 0)
    return `Written as revision ${storeRevision}; no gateway is connected in ${environment}.`;
  const answered = receipts.length;
  if (answered < expected) return `Applied by ${answered} of ${expected} gateways in ${environment}.`;
  const verb = action === "publish" ? "on" : "from";
  return `${live} ${verb} ${answered}/${expected} gateways in ${environment}, revision ${storeRevision}.`;
}

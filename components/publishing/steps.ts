import { formatDuration } from "@/components/ui/format-duration.ts";
import type { Delivery, PublicationDto } from "#lib/publishing/schema";

export type StepState = "done" | "doing" | "waiting" | "failed";

export interface StepperStep {
  name: "saved" | "compiled" | "written" | "applied";
  state: StepState;
  /** "rev 42", "2/3". */
  detail: string;
  /** "in 38 ms", counted from the request. */
  time: string;
}

/** A publication, or another change that is written for gateways; only publications are compiled. */
export type Delivered = Delivery & { state: string; compiledMs?: number | null };

/** The steps of a change from its receipts; never further than what has been acknowledged. */
export function stepsOf(change: Delivered): StepperStep[] {
  const failed = change.state === "failed";
  const compiledMs = change.compiledMs ?? null;
  const isReady = change.compiledMs === undefined || compiledMs !== null;
  const written = change.writtenMs !== null;
  const steps: StepperStep[] = [{ name: "saved", state: "done", detail: "", time: "" }];
  if (change.compiledMs !== undefined)
    steps.push({
      name: "compiled",
      state: stepState(isReady, true, failed),
      detail: "",
      time: timeOf(compiledMs),
    });
  steps.push(
    {
      name: "written",
      state: stepState(written, isReady, failed),
      detail: change.storeRevision === null ? "" : `rev ${change.storeRevision}`,
      time: timeOf(change.writtenMs),
    },
    {
      name: "applied",
      state: change.rejected > 0 ? "failed" : stepState(change.appliedMs !== null, written, false),
      detail: written ? `${change.applied}/${change.expected}` : "",
      time: timeOf(change.appliedMs),
    },
  );
  return steps;
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

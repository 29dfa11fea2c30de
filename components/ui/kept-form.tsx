"use client";

import { useId, useLayoutEffect, useReducer, useRef, type FocusEvent, type ReactNode } from "react";
import { ProblemError } from "./api.ts";
import { Button } from "./button.tsx";
import { Form } from "./form.tsx";
import { begun, keep, type Kept, type KeptEvent, type Tagged } from "./kept.ts";
import { ProblemCallout } from "./problem-callout.tsx";
import { SavedMeanwhile } from "./saved-meanwhile.tsx";

interface Saving<T extends Tagged, Body> {
  isPending: boolean;
  error: Error | null;
  reset: () => void;
  mutate: (body: Body, on: { onSuccess: (saved: T) => void; onError: (error: Error) => void }) => void;
}

interface KeptFormProps<T extends Tagged, Body> {
  /** For a button outside of the form. */
  id?: string;
  className?: string;
  /** The newest that is known. */
  latest: T;
  /** A mutation that leaves what it saved in `latest`. */
  saving: Saving<T, Body>;
  /** What is typed, as it is sent: as a change of the state that `etag` names. */
  bodyOf: (form: HTMLFormElement, etag: T["etag"]) => Body;
  /** What the fields are about, where `latest` has more than that: others may save the rest. */
  edited?: (facts: T) => unknown;
  /** What no field says of why it was not saved. */
  problem: Error | null | undefined;
  /** Asks for the newest. */
  onRenew: () => void;
  /** The fields as they begin; without an error where they are only shown. No radio buttons: they would share a group. */
  fields: (facts: T, error: Error | null) => ReactNode;
  children?: ReactNode;
}

/**
 * A form of something others may save meanwhile. While nothing is typed it follows them. What is typed stays, whoever
 * saves: the save is then refused by its etag, and the form says so and shows what is saved, to be taken or replaced.
 */
export function KeptForm<T extends Tagged, Body>(props: KeptFormProps<T, Body>) {
  const { className, latest, saving, bodyOf, problem, onRenew, fields, children } = props;
  const ownId = useId();
  const id = props.id ?? ownId;
  const [kept, tell] = useReducer<Kept<T>, T, [KeptEvent<T>]>(keep, latest, (facts) => begun(facts));
  const isBehind = !saving.isPending && latest.etag !== kept.etag;
  const isSame = isBehind && isSameIn(props.edited, latest, kept.facts);
  if (isBehind && (isSame || !kept.isTyped)) tell({ type: isSame ? "seen" : "begun", facts: latest });
  const following = useFocusKept(id, kept.turn);

  function settle(event: KeptEvent<T>) {
    saving.reset();
    tell(event);
    // The button that was pressed goes: saving is what comes next.
    elementsOf(id)
      .find((element) => element.getAttribute("type") === "submit")
      ?.focus();
  }

  function submit(form: HTMLFormElement) {
    tell({ type: "sent" });
    saving.mutate(bodyOf(form, kept.etag), {
      onSuccess: (saved) => tell({ type: "saved", facts: saved }),
      onError: (error) => isStale(error) && onRenew(),
    });
  }

  return (
    <Form
      id={id}
      className={className}
      onChange={() => tell({ type: "typed" })}
      {...following}
      onSubmit={submit}
    >
      <div key={kept.turn} className="contents">
        {fields(kept.facts, saving.error)}
      </div>
      {isBehind && kept.isTyped ? (
        <SavedMeanwhile
          onTake={() => settle({ type: "begun", facts: latest })}
          onKeep={() => settle({ type: "seen", facts: latest })}
        >
          {fields(latest, null)}
        </SavedMeanwhile>
      ) : (
        <Problem error={problem} onRenew={onRenew} />
      )}
      {children}
    </Form>
  );
}

function Problem({ error, onRenew }: { error: Error | null | undefined; onRenew: () => void }) {
  if (!error) return null;
  const actions = isStale(error) ? (
    <Button size="sm" onClick={onRenew}>
      Load what is saved
    </Button>
  ) : undefined;
  return <ProblemCallout error={error} actions={actions} />;
}

function isSameIn<T extends Tagged>(edited: ((facts: T) => unknown) | undefined, a: T, b: T): boolean {
  const of = edited ?? ((facts: T) => ({ ...facts, etag: 0 }));
  return JSON.stringify(of(a)) === JSON.stringify(of(b));
}

function isStale(error: Error): boolean {
  return error instanceof ProblemError && error.problem.code === "stale";
}

/** Fields that begin anew are other elements: the focus goes on in the one that has the place of the one before. */
function useFocusKept(id: string, turn: number) {
  const place = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (place.current === null || turn === 0) return;
    elementsOf(id)
      .find((element) => element.getAttribute("name") === place.current)
      ?.focus();
  }, [id, turn]);
  return {
    onFocus: ({ target }: FocusEvent) => (place.current = target.getAttribute("name")),
    onBlur: () => (place.current = null),
  };
}

function elementsOf(id: string): HTMLElement[] {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return [];
  return [...form.elements].filter((element) => element instanceof HTMLElement);
}

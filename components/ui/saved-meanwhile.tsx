"use client";

import { useState, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";

interface SavedMeanwhileProps {
  onTake: () => void;
  onKeep: () => void;
  /** The fields, as they were saved. */
  children: ReactNode;
}

/** Somebody else saved what one is typing at: what they saved, to be taken or to be replaced. */
export function SavedMeanwhile({ onTake, onKeep, children }: SavedMeanwhileProps) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      <Callout tone="warn" alert title="Somebody else saved this meanwhile">
        <div className="flex flex-col gap-2">
          <p>
            What you typed is kept, and not saved. Look at what is saved now, then take it, or keep yours and
            save it over theirs.
          </p>
          <div className="flex flex-wrap gap-2">
            <Button size="sm" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? "Hide what is saved" : "Show what is saved"}
            </Button>
            <Button size="sm" onClick={onTake}>
              Take theirs
            </Button>
            <Button size="sm" onClick={onKeep}>
              Keep mine
            </Button>
          </div>
        </div>
      </Callout>
      {isShown ? (
        <fieldset disabled className="flex flex-col gap-5 rounded-lg border bg-surface-sunken p-4">
          <legend className="px-1 text-sm font-medium">What is saved now</legend>
          {children}
        </fieldset>
      ) : null}
    </div>
  );
}

"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Spinner } from "@/components/ui/spinner.tsx";
import type { UserRole } from "#lib/access/schema";
import { CommandList, optionId } from "./command-list.tsx";
import { COMMAND_GROUPS, matchesWords, standingCommands, type Command } from "./commands.ts";
import { foundCommands, readTyped } from "./found-commands.ts";
import { findingsQuery } from "./queries.ts";
import { useDebounced } from "./use-debounced.ts";

interface CommandMenuProps {
  role: UserRole;
  onClose: () => void;
  onShowKeys: () => void;
}

const LIST_ID = "command-list";
/** A request goes out when the typing rests this long; one that is overtaken is cancelled. */
const REST_MS = 80;

/** ⌘K: finds APIs, operations, teams and applications, goes anywhere, does what the shell can do. A combobox over one list, arrows and Enter. */
export function CommandMenu({ role, onClose, onShowKeys }: CommandMenuProps) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const asked = readTyped(useDebounced(typed, REST_MS));
  const found = useQuery({
    ...findingsQuery(asked.q),
    enabled: asked.q !== "",
    placeholderData: keepPreviousData,
  });

  // The platform's modal state lives in the DOM element, outside React.
  useEffect(() => dialog.current?.showModal(), []);

  const commands = [
    ...(typed.trim() === "" || !found.data ? [] : foundCommands(found.data, asked)),
    ...standingCommands({ role, showKeys: onShowKeys }).filter(({ label }) =>
      matchesWords(label, typed.trim()),
    ),
  ].toSorted((one, other) => COMMAND_GROUPS.indexOf(one.group) - COMMAND_GROUPS.indexOf(other.group));
  const active = commands[Math.min(at, commands.length - 1)];

  function run(command: Command) {
    onClose();
    command.run((href) => router.push(href));
  }

  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && commands.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, commands.length - 1) + step + commands.length) % commands.length);
    } else if (event.key === "Enter" && active && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(active);
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-label="Search and commands"
      onClose={onClose}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
      className="mx-auto mt-4 w-full max-w-xl flex-col overflow-hidden rounded-lg border bg-surface-raised p-0 shadow-overlay open:flex sm:mt-24"
    >
      <div className="flex items-center gap-2.5 border-b px-4">
        {found.isFetching ? (
          <Spinner className="text-text-muted" />
        ) : (
          <Search aria-hidden className="size-4 text-text-muted" />
        )}
        <input
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-label="Search APIs and commands"
          aria-expanded
          aria-controls={LIST_ID}
          aria-activedescendant={active ? optionId(active) : undefined}
          aria-autocomplete="list"
          placeholder="Find anything, go anywhere, or “fallback payments”…"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      <CommandList id={LIST_ID} commands={commands} active={active} onRun={run} />
      {found.isError ? (
        <p className="border-t px-4 py-2 text-sm text-danger">
          Nothing can be searched: {found.error.message}
        </p>
      ) : null}
      <p role="status" className="sr-only">
        {`${commands.length} results`}
      </p>
    </dialog>
  );
}

"use client";

import { Kbd } from "@/components/ui/kbd.tsx";
import { cn } from "@/components/ui/cn.ts";
import { COMMAND_GROUPS, type Command } from "./commands.ts";

export const optionId = (command: Command) => `command-${command.id}`;

interface CommandListProps {
  id: string;
  commands: Command[];
  active: Command | undefined;
  onRun: (command: Command) => void;
}

/** The options of the command menu, in groups. */
export function CommandList({ id, commands, active, onRun }: CommandListProps) {
  const groups = COMMAND_GROUPS.filter((group) => commands.some((one) => one.group === group));
  return (
    <div id={id} role="listbox" aria-label="Results" className="max-h-96 overflow-y-auto p-2">
      {groups.length === 0 ? (
        <p className="px-2 py-6 text-center text-sm text-text-muted">
          Nothing found. Try a name, a path or a page.
        </p>
      ) : null}
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group} className="flex flex-col">
          <p aria-hidden className="px-2 pt-2 pb-1 text-xs font-medium text-text-muted">
            {group}
          </p>
          {commands
            .filter((command) => command.group === group)
            .map((command) => (
              <Option key={command.id} command={command} isActive={command.id === active?.id} onRun={onRun} />
            ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  command: Command;
  isActive: boolean;
  onRun: (command: Command) => void;
}

function Option({ command, isActive, onRun }: OptionProps) {
  const Icon = command.icon;
  return (
    <div
      role="option"
      id={optionId(command)}
      aria-selected={isActive}
      ref={isActive ? (element) => element?.scrollIntoView({ block: "nearest" }) : null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onRun(command)}
      className={cn(
        "flex min-h-9 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-surface-sunken touch-target",
        isActive && "bg-accent-soft hover:bg-accent-soft",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-text-muted" />
      <span className="min-w-0 shrink truncate">{command.label}</span>
      <span className="min-w-0 flex-1 truncate font-mono text-xs text-text-muted">{command.detail}</span>
      <span aria-hidden className="hidden gap-0.5 sm:flex">
        {command.keys?.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </span>
    </div>
  );
}

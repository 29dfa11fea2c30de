import { ArrowUpFromLine, GitCompareArrows, MoreHorizontal, PencilLine, Undo2 } from "lucide-react";
import { LiveIn } from "@/components/catalogue/live-in.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu-item.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { RevisionPage, RevisionSummary } from "#lib/publishing/schema";
import type { LifeRef } from "./queries.ts";
import { RevisionGrounds } from "./revision-grounds.tsx";
import type { RevisionStep } from "./revision-steps.ts";

interface RevisionRowProps {
  at: LifeRef;
  revision: RevisionSummary;
  served: RevisionPage["served"];
  steps: RevisionStep[];
  onStep: (step: RevisionStep) => void;
  /** Absent for those who may not edit the draft. */
  onRestore: (() => void) | undefined;
}

const STEPS = {
  roll_back: { icon: Undo2, word: "Roll back to this…" },
  promote: { icon: ArrowUpFromLine, word: "Promote…" },
} as const;

/** One revision in a line or two: what, where, who, when. */
export function RevisionRow({ at, revision, served, steps, onStep, onRestore }: RevisionRowProps) {
  const { number, note, rollsBackTo, environments, createdBy, createdAt } = revision;
  return (
    <li aria-label={`Revision ${number}`} className="flex items-start gap-3 px-4 py-2.5 text-sm">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium tabular-nums">{`Revision ${number}`}</span>
          {environments.length > 0 ? <LiveIn environments={environments} /> : null}
          {rollsBackTo === null ? null : (
            <Badge tone="outline">
              <Undo2 aria-hidden />
              {`Holds what revision ${rollsBackTo} held`}
            </Badge>
          )}
          <span className="text-xs text-text-muted sm:ml-auto">
            {createdBy}, <RelativeTime at={createdAt} />
          </span>
        </div>
        {note ? <p className="break-words text-text-muted">{note}</p> : null}
        <RevisionGrounds slug={at.slug} revision={revision} />
      </div>
      <Menu
        label={`Actions for revision ${number}`}
        align="end"
        size="sm"
        trigger={<MoreHorizontal aria-hidden className="size-4" />}
      >
        <CompareLinks at={at} number={number} served={served} />
        {steps.length > 0 || onRestore ? <MenuSeparator /> : null}
        {steps.map((step) => {
          const { icon: Icon, word } = STEPS[step.action];
          return (
            <MenuItem key={step.action} onSelect={() => onStep(step)}>
              <Icon aria-hidden />
              {word}
            </MenuItem>
          );
        })}
        {onRestore ? (
          <MenuItem onSelect={onRestore}>
            <PencilLine aria-hidden />
            Restore into the draft…
          </MenuItem>
        ) : null}
      </Menu>
    </li>
  );
}

function CompareLinks({ at, number, served }: Pick<RevisionRowProps, "at" | "served"> & { number: number }) {
  const to = (from: string, until: string) =>
    routes.compare(at.slug, { version: at.version, from, to: until });
  const live = served.filter(({ revision }) => revision !== number);
  return (
    <>
      {number > 1 ? (
        <MenuLink href={to(`revision:${number - 1}`, `revision:${number}`)}>
          <GitCompareArrows aria-hidden />
          {`Compare with revision ${number - 1}`}
        </MenuLink>
      ) : null}
      {live.map(({ environment, revision }) => (
        <MenuLink key={environment} href={to(`revision:${revision}`, `revision:${number}`)}>
          <GitCompareArrows aria-hidden />
          {`Compare with ${environment}`}
        </MenuLink>
      ))}
      <MenuLink href={to(`revision:${number}`, "draft")}>
        <GitCompareArrows aria-hidden />
        Compare with the draft
      </MenuLink>
    </>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { VersionLife } from "#lib/versions/schema";
import { lifeQuery } from "./queries.ts";

/** What those who call a version must know of its end. Nothing while it simply serves. */
export function LifeNotice({ slug, version }: { slug: string; version: string }) {
  const { data: life } = useQuery(lifeQuery({ slug, version }));
  if (!life) return null;
  const more = (
    <ButtonLink size="sm" variant="ghost" href={routes.lifecycle(slug, { version })}>
      Lifecycle
    </ButtonLink>
  );
  return (
    <>
      {life.blockedAt ? (
        <Callout tone="danger" title={`${version} is blocked and answers nobody`} actions={more}>
          {life.blockedReason} Since <RelativeTime at={life.blockedAt} />.
        </Callout>
      ) : null}
      {life.stage === "retired" ? (
        <Callout tone="danger" title={`${version} is retired and answers 410`} actions={more}>
          <Successor life={life} />
        </Callout>
      ) : null}
      {life.stage === "deprecated" ? (
        <Callout tone="warn" title={`${version} is deprecated`} actions={more}>
          <Ending life={life} />
        </Callout>
      ) : null}
    </>
  );
}

function Ending({ life }: { life: VersionLife }) {
  const { sunsetAt, note, brownouts } = life;
  return (
    <>
      <p>
        {sunsetAt ? (
          <>
            {`It ends on ${sunsetAt.slice(0, 10)}, `}
            <RelativeTime at={sunsetAt} />.
          </>
        ) : (
          "It serves on; no day is announced for its end."
        )}{" "}
        <Successor life={life} />
      </p>
      {note ? <p className="whitespace-pre-wrap">{note}</p> : null}
      {brownouts.map(({ from, until }) => (
        <p key={from}>{`Answers nobody from ${minuteOf(from)} to ${minuteOf(until)} UTC.`}</p>
      ))}
    </>
  );
}

function Successor({ life: { successor } }: { life: VersionLife }) {
  if (!successor) return "No successor is named: ask its owner.";
  return (
    <>
      Move to{" "}
      <Link className="underline" href={routes.api(successor.slug, { version: successor.version })}>
        {`${successor.apiName} ${successor.version}`}
      </Link>
      .
    </>
  );
}

const minuteOf = (at: string) => at.slice(0, 16).replace("T", " ");

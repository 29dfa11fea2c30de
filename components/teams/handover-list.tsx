"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { routes } from "@/components/shell/routes.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Spinner } from "@/components/ui/spinner.tsx";
import { handoverQuery } from "./queries.ts";

/** What somebody who leaves leaves behind: keys they know, teams without another owner. */
export function HandoverList({ userId }: { userId: string }) {
  const { data, error } = useQuery(handoverQuery(userId));
  if (error) return <ProblemCallout error={error} />;
  if (!data) return <Spinner />;
  const { keys, lastOwnerOf, tokens } = data;
  return (
    <>
      {keys.length > 0 ? (
        <Callout tone="warn" title={`They made ${countOf(keys.length, "key")} that go on working.`}>
          <p>Have the teams rotate them: whoever made a key knows it.</p>
          <ul className="list-disc pl-5">
            {keys.map((key) => (
              <li key={key.id}>
                <Link className="underline" href={routes.application(key.application.slug)}>
                  {key.application.name}
                </Link>
                : {key.name} ({key.hint}…, {key.environment}), of {key.team.name}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {lastOwnerOf.length > 0 ? (
        <Callout tone="warn" title="They are the only owner of a team.">
          <ul className="list-disc pl-5">
            {lastOwnerOf.map((team) => (
              <li key={team.slug}>
                <Link className="underline" href={routes.team(team.slug)}>
                  {team.name}
                </Link>
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {tokens > 0 ? <p>{countOf(tokens, "access token")} of theirs end with the account.</p> : null}
    </>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Link } from "@/components/ui/link.tsx";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Spinner } from "@/components/ui/spinner.tsx";
import { handoverQuery } from "./queries.ts";

/** What somebody who leaves leaves behind: keys they know, teams without another owner. */
export function HandoverList({ userId }: { userId: string }) {
  const { data, error, isLoadingError } = useQuery(handoverQuery(userId, 1));
  if (isLoadingError) return <ProblemCallout error={error} />;
  if (!data) return <Spinner />;
  const { keys, lastOwnerOf, tokens } = data;
  return (
    <>
      {keys.total > 0 ? (
        <Callout tone="warn" title={`They made ${countOf(keys.total, "key")} that go on working.`}>
          <p>Have the teams rotate them: whoever made a key knows it.</p>
          <KeysLeft userId={userId} />
        </Callout>
      ) : null}
      {lastOwnerOf.total > 0 ? (
        <Callout
          tone="warn"
          title={
            lastOwnerOf.total === 1
              ? "They are the only owner of a team."
              : `They are the only owner of ${countOf(lastOwnerOf.total, "team")}.`
          }
        >
          <TeamsLeft userId={userId} />
        </Callout>
      ) : null}
      {tokens > 0 ? <p>{countOf(tokens, "access token")} of theirs end with the account.</p> : null}
    </>
  );
}

function KeysLeft({ userId }: { userId: string }) {
  const [page, setPage] = useState(1);
  const { data } = useQuery(handoverQuery(userId, page));
  if (!data) return <Spinner />;
  const { items, total, size } = data.keys;
  return (
    <>
      <ul aria-label="Keys they made" className="list-disc pl-5">
        {items.map((key) => (
          <li key={key.id}>
            <Link className="underline" href={routes.application(key.application.slug)}>
              {key.application.name}
            </Link>
            : {key.name} ({key.hint}…, {key.environment}), of {key.team.name}
          </li>
        ))}
      </ul>
      {total > size ? <ListPager {...data.keys} noun="keys" onPage={setPage} /> : null}
    </>
  );
}

function TeamsLeft({ userId }: { userId: string }) {
  const [page, setPage] = useState(1);
  const { data } = useQuery(handoverQuery(userId, page));
  if (!data) return <Spinner />;
  const { items, total, size } = data.lastOwnerOf;
  return (
    <>
      <ul aria-label="Teams without another owner" className="list-disc pl-5">
        {items.map((team) => (
          <li key={team.slug}>
            <Link className="underline" href={routes.team(team.slug)}>
              {team.name}
            </Link>
          </li>
        ))}
      </ul>
      {total > size ? <ListPager {...data.lastOwnerOf} noun="teams" onPage={setPage} /> : null}
    </>
  );
}

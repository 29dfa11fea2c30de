"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { SearchField } from "@/components/admin/search-field.tsx";
import { sortedBy } from "@/components/admin/sorted-by.ts";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, Th, THead } from "@/components/ui/table.tsx";
import type { TokenQuery } from "#lib/identity/schema";
import { NewTokenDialog } from "./new-token-dialog.tsx";
import { tokensQuery } from "./queries.ts";
import { TokenRow } from "./token-row.tsx";

/** One's own access tokens. */
export function TokensTable({ query }: { query: TokenQuery }) {
  const { data, error } = useQuery(tokensQuery(query));
  const [isCreating, setIsCreating] = useState(false);
  const sorted = (sort: TokenQuery["sort"]) => sortedBy(query, sort, routes.tokens);
  const isEmpty = data?.total === 0;
  return (
    <Card>
      <CardHeader
        title="Your tokens"
        actions={
          <>
            {isEmpty && !query.q ? null : (
              <SearchField label="Name" q={query.q} href={(q) => routes.tokens({ ...query, q, page: 1 })} />
            )}
            <Button variant="primary" onClick={() => setIsCreating(true)}>
              <Plus aria-hidden />
              New token
            </Button>
          </>
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      {isEmpty ? (
        <EmptyState
          icon={KeyRound}
          title={query.q ? "No token has this name." : "You have no token yet. Make one for each script."}
        />
      ) : (
        <Table label="Your tokens" stacks>
          <THead>
            <SortHeader label="Name" {...sorted("name")} />
            <Th>May</Th>
            <Th>State</Th>
            <SortHeader label="Ends" {...sorted("expiresAt")} />
            <SortHeader label="Last used" {...sorted("lastUsedAt")} />
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </THead>
          <tbody>
            {data?.items.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </tbody>
        </Table>
      )}
      {data && !isEmpty ? (
        <CardBody>
          <Pagination {...data} noun="tokens" href={(page) => routes.tokens({ ...query, page })} />
        </CardBody>
      ) : null}
      {isCreating ? <NewTokenDialog onClose={() => setIsCreating(false)} /> : null}
    </Card>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { Ban, KeyRound, Plus, RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, TdMenu, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { EnvironmentDto } from "#lib/catalogue/schema";
import type { KeyQuery, KeySummary } from "#lib/consumers/schema";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { keysQuery } from "./queries.ts";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";
import { KeyBadge } from "./state-badge.tsx";

interface KeysCardProps {
  slug: string;
  environments: EnvironmentDto[];
  mayUpdate: boolean;
  suggested: string | undefined;
}

const FIRST: KeyQuery = { page: 1, size: 20, sort: "createdAt", dir: "desc", q: "", usable: false };

type Doing = { what: "create" } | { what: "rotate"; key: KeySummary } | { what: "revoke"; key: KeySummary };

/** An application's keys: what they are, whether they are good, and what can be done to them. */
export function KeysCard({ slug, environments, mayUpdate, suggested }: KeysCardProps) {
  const [page, setPage] = useState(1);
  const { data, error } = useQuery(keysQuery(slug, { ...FIRST, page }));
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const create = mayUpdate ? (
    <Button variant="primary" onClick={() => setDoing({ what: "create" })}>
      <Plus aria-hidden />
      New key
    </Button>
  ) : null;
  return (
    <Card aria-labelledby="keys-heading">
      <CardHeader id="keys-heading" title="Keys" actions={data?.total === 0 ? null : create} />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={KeyRound} title="No key yet." action={create}>
          {mayUpdate
            ? "Calls carry a key. Make one for each place that calls, so that each can be revoked alone."
            : "Maintainers of the team make keys."}
        </EmptyState>
      ) : (
        <Table label="Keys" stacks>
          <THead>
            <Th>Name</Th>
            <Th>Environment</Th>
            <Th>State</Th>
            <Th>Last used</Th>
            <Th className="sm:max-md:hidden">Expires</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </THead>
          <tbody>
            {data?.items.map((key) => (
              <KeyRow key={key.id} item={key} mayUpdate={mayUpdate} onDo={setDoing} />
            ))}
          </tbody>
        </Table>
      )}
      {data && data.total > data.size ? (
        <CardBody>
          <ListPager {...data} noun="keys" onPage={setPage} />
        </CardBody>
      ) : null}
      {doing ? (
        <KeyDialog
          doing={doing}
          slug={slug}
          environments={environments}
          suggested={suggested}
          onClose={close}
        />
      ) : null}
    </Card>
  );
}

interface KeyDialogProps extends Omit<KeysCardProps, "mayUpdate"> {
  doing: Doing;
  onClose: () => void;
}

function KeyDialog({ doing, slug, environments, suggested, onClose }: KeyDialogProps) {
  switch (doing.what) {
    case "create":
      return <CreateKeyDialog {...{ slug, environments, suggested, onClose }} />;
    case "rotate":
      return <RotateKeyDialog slug={slug} target={doing.key} onClose={onClose} />;
    case "revoke":
      return <RevokeKeyDialog slug={slug} target={doing.key} onClose={onClose} />;
  }
}

interface KeyRowProps {
  item: KeySummary;
  mayUpdate: boolean;
  onDo: (doing: Doing) => void;
}

function KeyRow({ item, mayUpdate, onDo }: KeyRowProps) {
  const isGood = item.state === "active" || item.state === "expiring";
  return (
    <Tr>
      <Td>
        <span className="flex flex-col">
          <span className="font-medium">{item.name}</span>
          <span className="font-mono text-xs whitespace-nowrap text-text-muted">{`${item.hint}…`}</span>
        </span>
      </Td>
      <Td label="Environment">{item.environment}</Td>
      <Td label="State">
        <KeyBadge state={item.state} enforcement={item.enforcement} />
      </Td>
      <Td label="Last used" className="whitespace-nowrap text-text-muted">
        {item.lastUsedAt ? <RelativeTime at={item.lastUsedAt} /> : "Never"}
      </Td>
      <Td label="Expires" className="whitespace-nowrap text-text-muted sm:max-md:hidden">
        {item.expiresAt ? <RelativeTime at={item.expiresAt} /> : "—"}
      </Td>
      <TdMenu className="whitespace-nowrap">
        {mayUpdate && isGood && item.replacedBy === null ? (
          <IconButton label={`Rotate ${item.name}`} onClick={() => onDo({ what: "rotate", key: item })}>
            <RotateCw aria-hidden />
          </IconButton>
        ) : null}
        {mayUpdate && isGood ? (
          <IconButton label={`Revoke ${item.name}`} onClick={() => onDo({ what: "revoke", key: item })}>
            <Ban aria-hidden />
          </IconButton>
        ) : null}
      </TdMenu>
    </Tr>
  );
}

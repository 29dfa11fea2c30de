"use client";

import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { Page } from "#lib/paging";
import type { RuleDto, RuleQuery } from "#lib/rules/schema";
import { kindInWords } from "./kind-words.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { scopeInWords } from "./scope-words.ts";
import { SeverityBadge } from "./severity-badge.tsx";

interface RulesTableProps {
  page: Page<RuleDto>;
  query: RuleQuery;
  mayChange: boolean;
}

/** The organisation's rules; governance sets and changes them. */
export function RulesTable({ page, query, mayChange }: RulesTableProps) {
  const [edited, setEdited] = useState<RuleDto | "new">();
  return (
    <Card>
      <CardHeader
        title="Rules"
        description="They count from the moment they are saved: in the editor, at every publication, and at night over everything live."
        actions={mayChange ? <Button onClick={() => setEdited("new")}>New rule</Button> : null}
      />
      <Table label="Governance rules">
        <THead>
          <Th>Rule</Th>
          <Th>Where broken</Th>
          <Th>For</Th>
          <Th>Waivers</Th>
          {mayChange ? <Th>Change</Th> : null}
        </THead>
        <tbody>
          {page.items.map((rule) => (
            <Tr key={rule.id}>
              <Td>
                <span className="font-medium">{rule.name}</span> {rule.enabled ? null : <Badge>Off</Badge>}
                <span className="block text-xs text-text-muted">{kindInWords(rule.kind).title}</span>
              </Td>
              <Td>
                <SeverityBadge severity={rule.severity} />
              </Td>
              <Td>{scopeInWords(rule.scope)}</Td>
              <Td className="tabular-nums">{rule.waivers}</Td>
              {mayChange ? (
                <Td>
                  <Button size="sm" onClick={() => setEdited(rule)} aria-label={`Change ${rule.name}`}>
                    Change
                  </Button>
                </Td>
              ) : null}
            </Tr>
          ))}
        </tbody>
      </Table>
      <CardBody>
        <Pagination {...page} noun="rules" href={(to) => routes.rules({ ...query, page: to })} />
      </CardBody>
      {edited ? <RuleDialog rule={edited} onClose={() => setEdited(undefined)} /> : null}
    </Card>
  );
}

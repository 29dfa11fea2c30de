"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { Table, Td, TdMenu, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { Page } from "#lib/paging";
import type { RuleDto, RuleQuery } from "#lib/rules/schema";
import { kindInWords } from "./kind-words.ts";
import { DeleteRuleDialog } from "./delete-rule-dialog.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { scopeInWords } from "./scope-words.ts";
import { SeverityBadge } from "./severity-badge.tsx";

interface RulesTableProps {
  page: Page<RuleDto>;
  query: RuleQuery;
  mayChange: boolean;
}

/** What a sort of rule looks at: most rules are named much like their sort. */
function aboutKind(kind: string): string {
  const { title, about } = kindInWords(kind);
  return about || title;
}

/** The organisation's rules; governance sets and changes them. */
export function RulesTable({ page, query, mayChange }: RulesTableProps) {
  const [edited, setEdited] = useState<RuleDto | "new">();
  const [deleted, setDeleted] = useState<RuleDto>();
  return (
    <Card>
      <CardHeader
        title="Rules"
        description="They count from the moment they are saved: in the editor, at every publication, and at night over everything live."
        actions={mayChange ? <Button onClick={() => setEdited("new")}>New rule</Button> : null}
      />
      <Table label="Governance rules" stacks>
        <THead>
          <Th>Rule</Th>
          <Th>If broken</Th>
          <Th>For</Th>
          <Th className="text-right">Waivers</Th>
          {mayChange ? (
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </THead>
        <tbody>
          {page.items.map((rule) => (
            <Tr key={rule.id}>
              <Td className={mayChange ? "max-sm:pe-28!" : undefined}>
                <span className="font-medium">{rule.name}</span> {rule.enabled ? null : <Badge>Off</Badge>}
                <span className="block text-xs text-text-muted">{aboutKind(rule.kind)}</span>
              </Td>
              <Td label="If broken">
                <SeverityBadge severity={rule.severity} />
              </Td>
              <Td label="For">{scopeInWords(rule.scope)}</Td>
              <Td label="Waivers" className="text-right tabular-nums">
                {rule.waivers}
              </Td>
              {mayChange ? (
                <TdMenu>
                  <span className="inline-flex items-center gap-1">
                    <Button size="sm" onClick={() => setEdited(rule)} aria-label={`Change ${rule.name}`}>
                      Change
                    </Button>
                    <IconButton size="sm" label={`Delete ${rule.name}`} onClick={() => setDeleted(rule)}>
                      <Trash2 aria-hidden />
                    </IconButton>
                  </span>
                </TdMenu>
              ) : null}
            </Tr>
          ))}
        </tbody>
      </Table>
      <CardBody>
        <Pagination {...page} noun="rules" href={(to) => routes.rules({ ...query, page: to })} />
      </CardBody>
      {edited ? (
        <RuleDialog
          rule={edited === "new" ? edited : (page.items.find(({ id }) => id === edited.id) ?? edited)}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
      {deleted ? <DeleteRuleDialog rule={deleted} onClose={() => setDeleted(undefined)} /> : null}
    </Card>
  );
}

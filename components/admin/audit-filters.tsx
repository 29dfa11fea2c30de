"use client";

import { useRouter } from "next/navigation";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { ACTIONS } from "#lib/access/schema";
import type { AuditQuery } from "#lib/identity/schema";

const WRITTEN = ACTIONS.filter((action) => !action.endsWith(".read"));

/** The filters in force; all of them live in the URL. */
export function AuditFilters({ query }: { query: AuditQuery }) {
  const router = useRouter();
  const { actorId, objectId, action = "" } = query;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {actorId ? <Badge>by {actorId}</Badge> : null}
      {objectId ? <Badge>on {objectId}</Badge> : null}
      <Field label="Action" hideLabel className="w-56">
        <Select
          value={action}
          onChange={(event) =>
            router.push(routes.audit({ ...query, cursor: undefined, action: event.target.value }))
          }
        >
          <option value="">Every action</option>
          {WRITTEN.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Field>
      {actorId || objectId || action ? <ButtonLink href={routes.audit()}>Show all</ButtonLink> : null}
    </div>
  );
}

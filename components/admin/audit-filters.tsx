"use client";

import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { buttonStyles } from "@/components/ui/button-styles.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { ACTIONS } from "#lib/access/schema";
import type { AuditQuery } from "#lib/identity/schema";
import { SearchField } from "./search-field.tsx";

const WRITTEN = ACTIONS.filter((action) => !action.endsWith(".read"));

/** The filters in force; all of them live in the URL. */
export function AuditFilters({ query }: { query: AuditQuery }) {
  const router = useRouter();
  const { actorId, objectId, action = "", since, until, q = "" } = query;
  const look = (change: Partial<AuditQuery>) =>
    router.push(routes.audit({ ...query, cursor: undefined, ...change }));
  return (
    <div className="flex flex-wrap items-center gap-2">
      {actorId ? <Badge>by {actorId}</Badge> : null}
      {objectId ? <Badge>on {objectId}</Badge> : null}
      <SearchField
        label="Person, API, team…"
        q={q}
        href={(words) => routes.audit({ ...query, cursor: undefined, q: words })}
      />
      <Field label="Action" hideLabel className="w-40">
        <Select value={action} onChange={(event) => look({ action: event.target.value })}>
          <option value="">Every action</option>
          {WRITTEN.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Field>
      <AuditDays key={`${since} ${until}`} since={since} until={until} look={look} />
      {actorId || objectId || action || since || until || q ? (
        <ButtonLink href={routes.audit()}>Show all</ButtonLink>
      ) : null}
      <a href={exportAddress(query)} download className={buttonStyles({ variant: "secondary" })}>
        <Download aria-hidden />
        JSON lines
      </a>
    </div>
  );
}

interface AuditDaysProps extends Pick<AuditQuery, "since" | "until"> {
  look(change: Pick<AuditQuery, "since" | "until">): void;
}

/** A form: a date that is being typed is several dates before it is the one that is meant. */
function AuditDays({ since, until, look }: AuditDaysProps) {
  const apply = (form: FormData) =>
    look({
      since: atUtc(form.get("since"), "00:00:00.000"),
      until: atUtc(form.get("until"), "23:59:59.999"),
    });
  return (
    <form action={apply} className="flex flex-wrap items-center gap-2 max-sm:w-full">
      <Field label="First day (UTC)" hideLabel className="w-34 max-sm:flex-1">
        <Input name="since" type="date" title="First day (UTC)" defaultValue={since?.slice(0, 10)} />
      </Field>
      <Field label="Last day (UTC)" hideLabel className="w-34 max-sm:flex-1">
        <Input name="until" type="date" title="Last day (UTC)" defaultValue={until?.slice(0, 10)} />
      </Field>
      <Button type="submit">Show days</Button>
    </form>
  );
}

/** A day of a date input at a time of day; undefined when it is empty. */
function atUtc(day: FormDataEntryValue | null, time: string): string | undefined {
  return typeof day === "string" && day !== "" ? `${day}T${time}Z` : undefined;
}

/** What the filters show, from the first entry to the last. */
function exportAddress({ cursor: _cursor, size: _size, ...filter }: AuditQuery): string {
  const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return `/api/v1/audit/export?${new URLSearchParams(given).toString()}`;
}

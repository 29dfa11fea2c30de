"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { UpdateApi } from "#lib/catalogue/schema";
import { apiQuery, updateApi } from "./queries.ts";
import { SortingFields } from "./sorting-fields.tsx";
import { TierField } from "./tier-field.tsx";
import { useApiView } from "./use-api-view.ts";
import { VisibilityField } from "./visibility-field.tsx";

/** The facts of the catalogue entry. Only what was changed is sent. */
export function ApiSettings({ slug }: { slug: string }) {
  const client = useQueryClient();
  const { api } = useApiView(slug);
  const [typed, setTyped] = useState<UpdateApi>({});
  const granted = api.grantedTeams.map((team) => team.slug);
  const values = {
    name: typed.name ?? api.name,
    summary: typed.summary ?? api.summary,
    tier: typed.tier ?? api.tier,
    visibility: typed.visibility ?? api.visibility,
    domain: typed.domain ?? api.domain,
    tags: typed.tags ?? api.tags,
    grantedTeams: typed.grantedTeams ?? granted,
    fallbackAlertMinutes:
      typed.fallbackAlertMinutes === undefined ? api.fallbackAlertMinutes : typed.fallbackAlertMinutes,
  };
  const saved = new Map<string, unknown>(Object.entries({ ...api, grantedTeams: granted }));
  const changes: UpdateApi = Object.fromEntries(
    Object.entries(typed).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(saved.get(name)),
    ),
  );
  const isChanged = Object.keys(changes).length > 0;

  const save = useMutation({
    mutationFn: () => updateApi(slug, changes),
    onSuccess: async (updated) => {
      client.setQueryData(apiQuery(slug).queryKey, updated);
      setTyped({});
      toast({ tone: "ok", title: "Saved." });
      await client.invalidateQueries({ queryKey: ["apis"] });
    },
  });
  const errorAt = (field: string) =>
    save.error instanceof ProblemError ? save.error.issueAt(field) : undefined;
  const change = (next: UpdateApi) => setTyped({ ...typed, ...next });

  return (
    <Card aria-labelledby="entry-heading">
      <CardHeader id="entry-heading" title="Catalogue entry" />
      <CardBody>
        <Form className="flex flex-col gap-4" onSubmit={() => isChanged && !save.isPending && save.mutate()}>
          <Field label="Name" error={errorAt("name")}>
            <Input
              value={values.name}
              maxLength={120}
              onChange={(event) => change({ name: event.target.value })}
            />
          </Field>
          <Field label="Summary" optional hint="One sentence for the catalogue." error={errorAt("summary")}>
            <Textarea
              rows={3}
              value={values.summary}
              maxLength={500}
              onChange={(event) => change({ summary: event.target.value })}
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <TierField tier={values.tier} error={errorAt("tier")} onChange={(tier) => change({ tier })} />
            <VisibilityField
              visibility={values.visibility}
              error={errorAt("visibility")}
              onChange={(visibility) => change({ visibility })}
            />
            <SortingFields
              values={values}
              visibility={values.visibility}
              team={api.team.slug}
              granted={api.grantedTeams}
              errorAt={errorAt}
              onChange={change}
            />
          </div>
          <Field
            label="Alert when served from fallback for more than (minutes)"
            optional
            hint="Empty: the organisation's default. 0: at once."
            error={errorAt("fallbackAlertMinutes")}
          >
            <Input
              type="number"
              inputMode="numeric"
              min={0}
              max={10_080}
              className="w-32"
              value={values.fallbackAlertMinutes ?? ""}
              onChange={(event) =>
                change({
                  fallbackAlertMinutes: event.target.value === "" ? null : Number(event.target.value),
                })
              }
            />
          </Field>
          {save.isError ? <ProblemCallout error={save.error} /> : null}
          <div className="flex gap-2">
            <Button type="submit" variant="primary" disabled={!isChanged} pending={save.isPending}>
              Save
            </Button>
            {isChanged ? (
              <Button variant="ghost" onClick={() => setTyped({})}>
                Undo changes
              </Button>
            ) : null}
          </div>
        </Form>
      </CardBody>
    </Card>
  );
}

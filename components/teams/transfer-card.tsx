"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import type { RequestTransfer, Transfer } from "#lib/transfers/schema";
import { teamChoicesQuery } from "./queries.ts";
import { TeamField } from "./team-field.tsx";

const NONE = { items: [], total: 0 };

interface TransferCardProps {
  kind: RequestTransfer["kind"];
  slug: string;
  /** The slug of the team that has it. */
  team: string;
}

/** Offers an API or an application to another team. */
export function TransferCard({ kind, slug, team }: TransferCardProps) {
  const client = useQueryClient();
  const [to, setTo] = useState("");
  const { data } = useQuery(teamChoicesQuery(""));
  const offering = useMutation({
    mutationFn: (body: RequestTransfer) => api<Transfer>("/transfers", { method: "POST", body }),
    onSuccess: () => client.invalidateQueries(),
  });
  const problem = problemBeside(offering.error, ["team", "note"]);
  const what = kind === "api" ? "API" : "application";
  return (
    <Card>
      <CardHeader
        title="Hand over to another team"
        description={`Owners of the team can. An owner there has to accept; until then the ${what} stays here.`}
      />
      <CardBody>
        {offering.data ? (
          <Callout
            tone="ok"
            title={
              offering.data.state === "accepted"
                ? `It belongs to ${offering.data.to.name} now.`
                : `Offered to ${offering.data.to.name}.`
            }
          />
        ) : (
          <Form
            className="flex max-w-md flex-col gap-4"
            onSubmit={(form) => offering.mutate({ kind, slug, team: to, note: textOf(form, "note") })}
          >
            {problem ? <ProblemCallout error={problem} /> : null}
            <TeamField
              label="Team"
              error={issueAt(offering.error, "team")}
              teams={data ?? NONE}
              without={team}
              value={to}
              onChange={setTo}
            />
            <Field label="Note" optional error={issueAt(offering.error, "note")}>
              <Input name="note" maxLength={500} autoComplete="off" />
            </Field>
            <div>
              <Button type="submit" pending={offering.isPending}>
                Hand over
              </Button>
            </div>
          </Form>
        )}
      </CardBody>
    </Card>
  );
}

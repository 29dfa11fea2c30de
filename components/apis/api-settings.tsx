"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Form } from "@/components/ui/form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SavedMeanwhile } from "@/components/ui/saved-meanwhile.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import { EntryFields } from "./entry-fields.tsx";
import { changesIn, contestedIn, entryOf, typedSince, without, withTyped, type Entry } from "./entry.ts";
import { apiQuery, updateApi } from "./queries.ts";
import { useApiView } from "./use-api-view.ts";

/** The facts of the catalogue entry. Only what was changed is sent; the other fields follow what others save. */
export function ApiSettings({ slug }: { slug: string }) {
  const client = useQueryClient();
  const { api } = useApiView(slug);
  const [typed, setTyped] = useState<Partial<Entry>>({});
  // What was saved when typing began, or what its user has looked at since.
  const [seen, setSeen] = useState(api);
  const saved = entryOf(api);
  const changes = changesIn(typed, saved);
  const isChanged = Object.keys(changes).length > 0;
  const contested = contestedIn(typed, { seen: entryOf(seen), saved });
  const isContested = Object.keys(contested).length > 0;

  const save = useMutation({
    mutationFn: async (sent: Partial<Entry>) => {
      try {
        return await updateApi(slug, { ...sent, etag: seen.etag });
      } catch (error) {
        if (!(error instanceof ProblemError && error.problem.code === "stale")) throw error;
        // Somebody else changed the entry: that other fields are other now is no reason to refuse these.
        const now = await client.fetchQuery({ ...apiQuery(slug), staleTime: 0 });
        const taken = contestedIn(sent, { seen: entryOf(seen), saved: entryOf(now) });
        if (Object.keys(taken).length > 0) throw error;
        return updateApi(slug, { ...sent, etag: now.etag });
      }
    },
    onSuccess: async (updated, sent) => {
      client.setQueryData(apiQuery(slug).queryKey, updated);
      setSeen(updated);
      setTyped((all) => changesIn(typedSince(sent, all), entryOf(updated)));
      toast({ tone: "ok", title: "Saved." });
      await client.invalidateQueries({ queryKey: ["apis"] });
    },
  });
  function change(next: Partial<Entry>) {
    if (!isChanged) setSeen(api);
    setTyped({ ...typed, ...next });
  }
  function settle(kept: Partial<Entry>) {
    save.reset();
    setSeen(api);
    setTyped(kept);
  }

  return (
    <Card aria-labelledby="entry-heading">
      <CardHeader id="entry-heading" title="Catalogue entry" />
      <CardBody>
        <Form
          className="flex flex-col gap-4"
          onSubmit={() => isChanged && !save.isPending && save.mutate(changes)}
        >
          <EntryFields api={api} entry={withTyped(saved, typed)} error={save.error} onChange={change} />
          {isContested && !save.isPending ? (
            <SavedMeanwhile onTake={() => settle(without(typed, contested))} onKeep={() => settle(typed)}>
              <EntryFields api={api} entry={saved} error={null} onChange={() => undefined} />
            </SavedMeanwhile>
          ) : null}
          {save.isError && !isContested ? <ProblemCallout error={save.error} /> : null}
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

"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { CallApplication, CallSettings } from "#lib/reference/schema";
import { callApplicationsQuery } from "./queries.ts";

const TYPING_MS = 200;

interface TrialFieldProps {
  versionRef: VersionRef;
  call: CallSettings;
  /** The slug of the application; absent: no key. */
  value: string | undefined;
  onChange: (application: string | undefined) => void;
}

/** Whose key goes with the request, where the version takes keys. The key itself never comes here. */
export function TrialField(props: TrialFieldProps) {
  const { trial, environment } = props.call;
  if (!trial) return null;
  if (trial.applications.total > 0) return <ApplicationField {...props} first={trial.applications} />;
  return trial.isNeeded ? (
    <Callout tone="info" title="It takes keys of subscribed applications">
      {`None of yours has an active subscription in ${environment}, and without a key the gateway answers 401. Subscribe at the top of this page first.`}
    </Callout>
  ) : null;
}

interface ApplicationFieldProps extends TrialFieldProps {
  first: { items: CallApplication[]; total: number };
}

/** A long list can be searched by name; what is chosen stays a choice. */
function ApplicationField({ versionRef, call, value, onChange, first }: ApplicationFieldProps) {
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState(() => first.items.find(({ slug }) => slug === value));
  const q = useDebounced(typed.trim(), TYPING_MS);
  const { data } = useQuery({
    ...callApplicationsQuery(versionRef, { environment: call.environment, q }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const found = q === "" ? first.items : (data?.items ?? []);
  const choices =
    picked && !found.some(({ slug }) => slug === picked.slug) && picked.slug === value
      ? [picked, ...found]
      : found;
  function choose(slug: string) {
    setPicked(choices.find((one) => one.slug === slug));
    onChange(slug === "" ? undefined : slug);
  }
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="With a key of"
        hint="The portal makes one that is good for 15 minutes and for this version alone, and keeps it to itself."
      >
        <Select value={value ?? ""} onChange={({ target }) => choose(target.value)}>
          <option value="">No key</option>
          {choices.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {first.total > first.items.length ? (
        <Input
          type="search"
          aria-label="Find an application to try it with"
          placeholder={`Find one of ${first.total} applications`}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
      ) : null}
      {q !== "" && data?.total === 0 ? (
        <p role="status" className="text-xs text-text-muted">
          None of yours that is subscribed has such a name.
        </p>
      ) : null}
    </div>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { peopleQuery } from "./queries.ts";

interface PersonFieldProps {
  hint: string;
  error: string | undefined;
  optional?: boolean;
}

/** An address, found by typing a part of it or of a name: the browser's own list of suggestions. */
export function PersonField({ hint, error, optional = false }: PersonFieldProps) {
  const listId = useId();
  const [typed, setTyped] = useState("");
  const { data = [] } = useQuery(peopleQuery(useDeferredValue(typed)));
  return (
    <Field label="E-mail address" hint={hint} error={error} optional={optional}>
      <Input
        name="email"
        type="email"
        autoComplete="off"
        list={listId}
        required={!optional}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={listId}>
        {data.map(({ name, email }) => (
          <option key={email} value={email}>
            {name}
          </option>
        ))}
      </datalist>
    </Field>
  );
}

"use no memo"; // its script counts, and rendering it again costs little

import type { ReferenceOperation, SecurityScheme } from "#lib/openapi/schema";
import { Prose } from "./prose.tsx";

interface SecurityNeedsProps {
  needs: ReferenceOperation["security"];
  schemes: SecurityScheme[];
}

/** How the document says one authenticates; what the gateway asks for stands in the example. */
export function SecurityNeeds({ needs, schemes }: SecurityNeedsProps) {
  const alternatives = needs.filter((alternative) => alternative.length > 0);
  if (alternatives.length === 0) return null;
  const isOptional = alternatives.length < needs.length;
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="text-base font-semibold">{`Authentication${isOptional ? " (optional)" : ""}`}</h3>
      <ul className="flex flex-col gap-1.5 text-sm">
        {alternatives.map((alternative, index) => (
          <li key={index} className="flex flex-col gap-1">
            {index > 0 ? <span className="text-xs text-text-muted">or</span> : null}
            {alternative.map(({ scheme, scopes }) => (
              <Need
                key={scheme}
                name={scheme}
                scopes={scopes}
                scheme={schemes.find((one) => one.name === scheme)}
              />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Need(props: { name: string; scopes: string[]; scheme: SecurityScheme | undefined }) {
  const { name, scopes, scheme } = props;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <code className="font-mono text-xs font-semibold break-all">{name}</code>
      <span className="text-text-muted">{scheme?.where}</span>
      {scopes.map((scope) => (
        <code key={scope} className="rounded-sm bg-surface-sunken px-1 font-mono text-xs break-all">
          {scope}
        </code>
      ))}
      {scheme ? <Prose prose={scheme.description} className="basis-full text-text-muted" /> : null}
    </span>
  );
}

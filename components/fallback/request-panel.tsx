"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import type { Finding } from "#lib/fallback/schema";
import type { RouteMatch } from "#lib/routing/schema";
import type { EditorAction, EditorState } from "./editor-state.ts";
import { ListField } from "./list-field.tsx";
import { parseNameList } from "./optional-field.ts";
import { messageAt } from "./panel-props.ts";
import { PanelSection } from "./panel-section.tsx";
import { PolicySections } from "./policy-sections.tsx";

interface RequestPanelProps {
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  findings: readonly Finding[];
}

/** What comes in, and the rules that hold for the chain as a whole. */
export function RequestPanel({ state, dispatch, findings }: RequestPanelProps) {
  const { routes, policy } = state.draft;
  const set = (index: number, route: RouteMatch) =>
    dispatch({
      type: "set_routes",
      routes: routes.map((old, at) => (at === index ? route : old)),
      field: `routes.${index}`,
    });
  return (
    <section aria-label="Request" className="flex flex-col">
      <header className="flex flex-col gap-1 border-b p-4">
        <h2 className="font-semibold">Request</h2>
        <p className="text-sm text-text-muted">
          Which requests come here, and what holds for the whole chain.
        </p>
      </header>
      <PanelSection
        title="Routes"
        fields={["routes"]}
        summary={routes.map((route) => route.pathPrefix).join(", ")}
        open
      >
        {routes.map((route, index) => (
          <RouteFields
            key={index}
            index={index}
            route={route}
            onChange={(next) => set(index, next)}
            onRemove={
              routes.length > 1
                ? () =>
                    dispatch({
                      type: "set_routes",
                      routes: routes.filter((_, at) => at !== index),
                      field: `less than ${routes.length}`,
                    })
                : undefined
            }
            error={(...path) => messageAt(findings, "routes", index, ...path)}
          />
        ))}
        <Button
          size="sm"
          className="self-start"
          onClick={() =>
            dispatch({
              type: "set_routes",
              routes: [...routes, { hosts: [], pathPrefix: "/", methods: [], stripPrefix: true }],
              field: `more than ${routes.length}`,
            })
          }
        >
          <Plus aria-hidden />
          Add a route
        </Button>
      </PanelSection>
      <PolicySections
        policy={policy}
        findings={findings}
        onChange={(next, field) => dispatch({ type: "set_policy", policy: next, field })}
      />
    </section>
  );
}

interface RouteFieldsProps {
  index: number;
  route: RouteMatch;
  onChange: (route: RouteMatch) => void;
  onRemove: (() => void) | undefined;
  error: (...path: (string | number)[]) => string | undefined;
}

function RouteFields({ index, route, onChange, onRemove, error }: RouteFieldsProps) {
  return (
    <fieldset data-field={`routes.${index}`} className="flex flex-col gap-3 rounded-md border p-3">
      <legend className="sr-only">Route {route.pathPrefix}</legend>
      <div className="flex items-end gap-2">
        <Field label="Path prefix" required error={error("pathPrefix")} className="flex-1">
          <Input
            mono
            value={route.pathPrefix}
            onChange={(event) => onChange({ ...route, pathPrefix: event.target.value.trim() })}
          />
        </Field>
        {onRemove ? (
          <IconButton label={`Remove the route ${route.pathPrefix}`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        ) : null}
      </div>
      <ListField
        label="Hosts"
        hint="Empty: any host."
        placeholder="api.example.com"
        value={route.hosts}
        onChange={(hosts) => onChange({ ...route, hosts: hosts ?? [] })}
        format={(names) => names.join(", ")}
        parse={(text) => parseNameList(text.toLowerCase(), /^[a-z0-9][a-z0-9.-]{0,252}$/)}
        refusal="Host names without scheme or port, separated by commas."
        error={error("hosts")}
      />
      <ListField
        label="Methods"
        hint="Empty: all."
        value={route.methods}
        onChange={(methods) => onChange({ ...route, methods: methods ?? [] })}
        format={(names) => names.join(", ")}
        parse={(text) => parseNameList(text.toUpperCase(), /^[A-Z]{1,20}$/)}
        refusal="Methods, separated by commas."
        error={error("methods")}
      />
      <Switch
        label="Take the prefix off"
        hint="The target gets the path without it."
        checked={route.stripPrefix}
        onChange={(event) => onChange({ ...route, stripPrefix: event.target.checked })}
      />
    </fieldset>
  );
}

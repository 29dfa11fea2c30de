import { z } from "zod";

export type Json = Record<string, unknown>;

interface Part {
  schema: z.ZodType;
  io: "input" | "output";
}

/** The bounds zod gives every whole number: they say nothing. */
const UNBOUNDED = new Set([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

/**
 * Turns zod schemas into those of one OpenAPI document: JSON Schema 2020-12 in which named schemas (`.meta({ id })`) are
 * references to `components/schemas`.
 */
export class JsonSchemas {
  readonly components: Record<string, Json> = {};

  /** What may be sent: closed to unknown members, members with a default optional. */
  ofInput(schema: z.ZodType): Json {
    return this.#of({ schema, io: "input" });
  }

  /** What is answered: open, so that a member can be added without breaking those who validate. */
  ofAnswer(schema: z.ZodType): Json {
    return this.#of({ schema, io: "output" });
  }

  #of({ schema, io }: Part): Json {
    // In a member of another schema, also a named one becomes a reference.
    const json = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: "any",
      override: ({ jsonSchema }) => tidy(jsonSchema as Json, io),
    });
    const defs = Object.entries(json.$defs ?? {}) as [string, Json][];
    const names = new Map(defs.map(([name, def]) => [name, this.#nameFor(name, def, io)]));
    for (const [name, def] of defs) this.components[names.get(name) ?? name] = pointed(def, names) as Json;
    return pointed(json.properties?.it, names) as Json;
  }

  /** A schema that is sent in another form than it is answered has two names. */
  #nameFor(name: string, def: Json, io: Part["io"]): string {
    const kept = this.components[name];
    if (!kept || JSON.stringify(kept) === JSON.stringify(pointed(def, new Map()))) return name;
    return io === "input" ? `${name}Input` : `${name}Output`;
  }
}

function tidy(json: Json, io: Part["io"]): void {
  delete json.id;
  if (io === "output" && json.additionalProperties === false) delete json.additionalProperties;
  nameMembers(json);
  // The pattern of a format repeats what the format says.
  if (json.format !== undefined) delete json.pattern;
  for (const bound of ["minimum", "maximum"]) {
    if (UNBOUNDED.has(json[bound] as number)) delete json[bound];
  }
}

/** A record with known names is an object with these members: documentation shows members, not `propertyNames`. */
function nameMembers(json: Json): void {
  const names = (json.propertyNames as { enum?: string[] } | undefined)?.enum;
  if (!names) return;
  json.properties = Object.fromEntries(names.map((name) => [name, json.additionalProperties]));
  delete json.propertyNames;
  delete json.additionalProperties;
}

function pointed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => pointed(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key !== "$ref" || typeof member !== "string") return [key, pointed(member, names)];
      const name = member.replace(/^#\/\$defs\//, "");
      return [key, `#/components/schemas/${names.get(name) ?? name}`];
    }),
  );
}

"use no memo"; // its script counts, and rendering it again costs little

import type { ReferenceAbout } from "#lib/openapi/schema";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { OutsideLink, Prose } from "./prose.tsx";

/** What the document says of itself, while no operation is chosen. */
export function ReferenceIntro({ about }: { about: ReferenceAbout }) {
  const { title, version, description, security, servers, moreAt } = about;
  return (
    <Card aria-labelledby="document-heading">
      <CardHeader
        id="document-heading"
        title={title || "The document"}
        description={`Document version ${version || "not named"}`}
      />
      <CardBody className="flex flex-col gap-5">
        {description.length > 0 ? (
          <Prose prose={description} />
        ) : (
          <p className="text-sm text-text-muted">
            The document does not describe itself. Choose an operation.
          </p>
        )}
        {moreAt ? (
          <p className="text-sm">
            <OutsideLink href={moreAt.href}>{moreAt.text}</OutsideLink>
          </p>
        ) : null}
        {security.length > 0 ? (
          <section className="flex flex-col gap-2">
            <h3 className="text-base font-semibold">Authentication</h3>
            <dl className="flex flex-col gap-2 text-sm">
              {security.map((scheme) => (
                <div key={scheme.name} className="flex min-w-0 flex-col">
                  <dt className="font-mono text-xs font-semibold break-all">{scheme.name}</dt>
                  <dd className="min-w-0 break-words text-text-muted">
                    {scheme.where}
                    <Prose prose={scheme.description} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ) : null}
        {servers.length > 0 ? (
          <section className="flex flex-col gap-2">
            <h3 className="text-base font-semibold">Servers of the document</h3>
            <p className="text-sm text-text-muted">
              Clients call a gateway instead, which stands in front of them.
            </p>
            <ul className="flex flex-col gap-1 text-sm">
              {servers.map((server) => (
                <li key={server.url} className="min-w-0">
                  <code className="font-mono text-xs break-all">{server.url}</code>{" "}
                  <span className="text-text-muted">{server.description}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </CardBody>
    </Card>
  );
}

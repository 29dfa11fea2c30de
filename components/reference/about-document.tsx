"use no memo"; // its script counts, and rendering it again costs little

import type { ReferenceAbout } from "#lib/openapi/schema";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { OutsideLink, Prose } from "./prose.tsx";

/** What the API does and whom to ask, in the words of its document. Nothing where the document says nothing. */
export function AboutDocument({ about }: { about: ReferenceAbout }) {
  const { description, contact, license, terms } = about;
  if (description.length === 0 && !contact && !license && terms === "") return null;
  return (
    <Card aria-labelledby="about-document-heading">
      <CardHeader id="about-document-heading" title="What it does" />
      <CardBody className="flex flex-col gap-4">
        <Prose prose={description} />
        <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm empty:hidden">
          {contact ? (
            <Fact term="Contact">
              {contact.href ? (
                <OutsideLink href={contact.href}>{contact.name || contact.href}</OutsideLink>
              ) : (
                contact.name
              )}
              {contact.email ? (
                <OutsideLink href={`mailto:${contact.email}`}>{contact.email}</OutsideLink>
              ) : null}
            </Fact>
          ) : null}
          {license ? (
            <Fact term="Licence">
              {license.href ? <OutsideLink href={license.href}>{license.name}</OutsideLink> : license.name}
            </Fact>
          ) : null}
          {terms ? (
            <Fact term="Terms">
              <OutsideLink href={terms}>Terms of service</OutsideLink>
            </Fact>
          ) : null}
        </dl>
      </CardBody>
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-xs text-text-muted">{term}</dt>
      <dd className="flex min-w-0 flex-wrap gap-x-3 break-words">{children}</dd>
    </div>
  );
}

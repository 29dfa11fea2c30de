"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { TargetBinding } from "#lib/fallback/schema";
import { withField } from "./optional-field.ts";
import { messageAt, type BindingPanelProps } from "./panel-props.ts";

type ConnectionProps = Pick<BindingPanelProps, "onChange" | "findings"> & { binding: TargetBinding };

const Protocol = TargetBinding.shape.protocol;

/** Which HTTP the target speaks; over TLS also who vouches for it and how the gateway shows itself. */
export function ConnectionFields({ binding, onChange, findings }: ConnectionProps) {
  const isSecure = binding.endpoints.some(({ url }) => url.startsWith("https:"));
  return (
    <>
      <Field
        label="Protocol"
        hint="gRPC servers without TLS need HTTP/2 only."
        error={messageAt(findings, "protocol")}
      >
        <Select
          value={binding.protocol ?? "auto"}
          onChange={({ target }) => {
            const chosen = target.value === "auto" ? undefined : Protocol.parse(target.value);
            onChange(withField(binding, "protocol", chosen));
          }}
        >
          <option value="auto">{isSecure ? "What the server prefers" : "HTTP/1.1"}</option>
          {isSecure ? <option value="http1">HTTP/1.1 only</option> : null}
          <option value="http2">HTTP/2 only</option>
        </Select>
      </Field>
      {isSecure ? (
        <>
          <PemField
            name="caRef"
            label="Trusted authorities"
            hint="PEM certificates that vouch for the server, in place of the well-known ones; or env:UPSTREAM_NAME."
            {...{ binding, onChange, findings }}
          />
          <PemField
            name="clientCertRef"
            label="Client certificate"
            hint="PEM certificate, its chain and its private key, sealed when you save; or env:UPSTREAM_NAME."
            {...{ binding, onChange, findings }}
          />
        </>
      ) : null}
    </>
  );
}

interface PemProps extends ConnectionProps {
  name: "caRef" | "clientCertRef";
  label: string;
  hint: string;
}

function PemField({ name, label, hint, binding, onChange, findings }: PemProps) {
  const tls = binding.tls ?? {};
  return (
    <Field label={label} optional hint={hint} error={messageAt(findings, "tls", name)}>
      <Textarea
        mono
        rows={3}
        spellCheck={false}
        autoComplete="off"
        value={tls[name] ?? ""}
        onChange={({ target }) =>
          onChange(withField(binding, "tls", withField(tls, name, target.value || undefined)))
        }
      />
    </Field>
  );
}

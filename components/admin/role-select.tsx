"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";

interface RoleSelectProps<Role extends string> {
  roles: Record<Role, { name: string; may: string }>;
  initial: Role;
  error?: string | undefined;
}

/** The field named `role`; says what each role may do. */
export function RoleSelect<Role extends string>({ roles, initial, error }: RoleSelectProps<Role>) {
  const all = Object.entries<{ name: string; may: string }>(roles);
  return (
    <Field label="Role" error={error} hint={all.map(([, { name, may }]) => `${name}: ${may}`).join(" ")}>
      <Select name="role" defaultValue={initial}>
        {all.map(([role, { name }]) => (
          <option key={role} value={role}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

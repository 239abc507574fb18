/** Which roles somebody has, by organisation, each with what it is for. */
import type { PeopleList, Person } from '@cordon/server/api';

type Memberships = Person['memberships'];

interface RoleChoiceProps {
  list: Pick<PeopleList, 'roles' | 'organisations'>;
  held: Memberships;
  onChange(held: Memberships): void;
}

export function RoleChoice({ list: { roles, organisations }, held, onChange }: RoleChoiceProps) {
  return (
    <>
      {organisations.map((organisation) => (
        <fieldset key={organisation.id} className="choices">
          <legend>{organisations.length === 1 ? 'Roles' : `Roles in ${organisation.name}`}</legend>
          {roles.map((role) => {
            const others = held.filter((one) => one.org !== organisation.id || one.role !== role.id);
            return (
              <label key={role.id} className="choice">
                <input
                  type="checkbox"
                  checked={others.length < held.length}
                  onChange={(event) =>
                    onChange(
                      event.target.checked ? [...others, { org: organisation.id, role: role.id }] : others,
                    )
                  }
                />
                <span>
                  <strong>{role.name}</strong>: {role.does}
                </span>
              </label>
            );
          })}
        </fieldset>
      ))}
    </>
  );
}

import { type SQL, sql } from "drizzle-orm";

/**
 * Those who are kept apart from this person: neither learns the other's address or telephone, nor may write to the other.
 * By a decision that hides a child, or somebody's address, from one of them; or because one is the foster carer of a child whose
 * parent or relative the other is. Both ways, and for a placement even once it is over. A sub-query of people's ids.
 */
export const apartFrom = (personId: string, day: string): SQL => sql`(
  with standing as (
    select id, guardian_id, pupil_id, hides_child from court_decisions
    where lifted_at is null and starts_on <= ${day} and (ends_on is null or ends_on >= ${day})
    union all
    select '', guardian_id, pupil_id, 1 from guardianships where may_read = 0 and decision_note is not null
  ), pairs as (
    select standing.guardian_id as one, other.guardian_id as two
    from standing join guardianships as other on other.pupil_id = standing.pupil_id
    where standing.hides_child = 1 and other.guardian_id <> standing.guardian_id
    union
    select standing.guardian_id, hidden.person_id
    from standing join hidden_contacts as hidden on hidden.decision_id = standing.id
    union
    select carer.guardian_id, kin.guardian_id
    from guardianships as carer join guardianships as kin on kin.pupil_id = carer.pupil_id
    where carer.kind = 'foster' and kin.kind in ('parent', 'relative') and kin.guardian_id <> carer.guardian_id
  )
  select two from pairs where one = ${personId} union select one from pairs where two = ${personId})`;

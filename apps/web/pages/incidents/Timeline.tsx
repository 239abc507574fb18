/** The story in the order it happened, with how far along the usual course of an intrusion it has come. */
import type { IncidentDetail } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { IfMay } from '../../parts/IfMay.tsx';
import { LevelGlyph } from '../../parts/Marks.tsx';
import { When } from '../../parts/When.tsx';
import { usePreferences } from '../../preferences.ts';
import { clockTime, dayName, instant, type ZoneChoice, zoneName } from '../../words/time.ts';
import { count, levelWord, plural, shortHost, tacticOrder, tacticWord } from '../../words/words.ts';

type Entry = IncidentDetail['timeline'][number];

const atFirst = 120;

interface Group {
  day: string;
  tactic: string | null;
  entries: Entry[];
}

/** Neighbours on the same day with the same tactic, as one group. */
function groupStory(entries: Entry[], zone: ZoneChoice): Group[] {
  const groups: Group[] = [];
  for (const entry of entries) {
    const at = instant(entry.time);
    const day = at === null ? 'No day recorded' : dayName(at, zone);
    const last = groups.at(-1);
    if (last && last.tactic === entry.tactic && last.day === day) last.entries.push(entry);
    else groups.push({ day, tactic: entry.tactic, entries: [entry] });
  }
  return groups;
}

export function Timeline({ incident }: { incident: IncidentDetail }) {
  const { zone } = usePreferences();
  const [all, setAll] = useState(false);
  const sorted = incident.timeline.toSorted((a, b) => a.time.localeCompare(b.time));
  const shown = all ? sorted : sorted.slice(0, atFirst);
  const first = instant(incident.first_event);
  return (
    <section className="panel" id="timeline" aria-labelledby="timeline-title">
      <div className="panel-head">
        <h2 id="timeline-title">Timeline</h2>
        {first !== null && <p className="muted">Times in {zoneName(first, zone)}</p>}
      </div>
      <Course entries={sorted} />
      <ol className="story">
        {groupStory(shown, zone).map((group, index, groups) => (
          <li key={`${group.tactic} ${group.entries[0]?.time}`} className="story-group">
            {group.day !== groups[index - 1]?.day && <p className="story-day">{group.day}</p>}
            <h3>{tacticWord(group.tactic)}</h3>
            <ol>
              {group.entries.map((entry) => (
                <StoryLine
                  key={`${entry.time} ${entry.text} ${entry.host} ${entry.findings[0]}`}
                  entry={entry}
                  incident={incident.id}
                />
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {shown.length < sorted.length && (
        <button type="button" className="button button-secondary" onClick={() => setAll(true)}>
          Show all {count(sorted.length)}
        </button>
      )}
    </section>
  );
}

/** The fourteen tactics as a row of steps: which have been seen, and how often. */
function Course({ entries }: { entries: Entry[] }) {
  const key = (tactic: string | null) => tactic?.toLowerCase().replaceAll('_', '-');
  return (
    <ol className="course" aria-label="ATT&CK tactics seen">
      {tacticOrder.map((tactic) => {
        const seen = entries.filter((entry) => key(entry.tactic) === tactic).length;
        return (
          <li key={tactic} className={seen > 0 ? 'course-seen' : 'course-not'}>
            <span className="course-number">{seen > 0 ? count(seen) : '–'}</span>
            <span>{tacticWord(tactic)}</span>
            {seen === 0 && <span className="visually-hidden">: not seen</span>}
          </li>
        );
      })}
    </ol>
  );
}

function StoryLine({ entry, incident }: { entry: Entry; incident: string }) {
  const { zone } = usePreferences();
  const at = instant(entry.time);
  const [only] = entry.findings;
  const search = { incident, ...(only === undefined ? {} : { id: only }) };
  return (
    <li className="story-line">
      <span className="story-time">{at === null ? <When at={entry.time} /> : clockTime(at, zone)}</span>
      <span className="story-level" title={levelWord[entry.level]}>
        <LevelGlyph level={entry.level} />
        <span className="visually-hidden">{levelWord[entry.level]}</span>
      </span>
      <span className="story-text">
        {only === undefined ? (
          entry.text
        ) : (
          <IfMay action="finding.read">
            <Link to="/findings" search={search} data-row="">
              {entry.text}
            </Link>
          </IfMay>
        )}
        {entry.findings.length > 1 && (
          <span className="muted"> {plural(entry.findings.length, 'finding')}</span>
        )}
      </span>
      <span className="story-who">
        <span title={entry.host ?? undefined}>{entry.host === null ? null : shortHost(entry.host)}</span>
        {entry.host !== null && entry.account !== null && <span className="muted"> by </span>}
        {entry.account}
      </span>
    </li>
  );
}

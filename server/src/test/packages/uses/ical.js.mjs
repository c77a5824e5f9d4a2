import ICAL from 'ical.js';
const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:1', 'SUMMARY:Mötet', 'DTSTART:20240229T120000Z', 'DTEND:20240229T130000Z', 'RRULE:FREQ=WEEKLY;COUNT=3', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
export default () => {
  const component = new ICAL.Component(ICAL.parse(text));
  const event = new ICAL.Event(component.getFirstSubcomponent('vevent'));
  const iterator = event.iterator();
  const times = [];
  for (let next = iterator.next(); next; next = iterator.next()) times.push(next.toString());
  return [event.summary, event.startDate.toJSDate().toISOString(), times, event.duration.toString(), ICAL.Recur.fromString('FREQ=DAILY;INTERVAL=2').interval, ICAL.Time.fromString('2020-01-01').dayOfWeek(), component.toString().split('\r\n').length, ICAL.Duration.fromSeconds(3600).toString()];
};

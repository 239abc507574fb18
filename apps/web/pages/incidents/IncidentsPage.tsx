export function IncidentsPage() {
  return (
    <div className="page">
      <h1>IncidentsPage</h1>
    </div>
  );
}

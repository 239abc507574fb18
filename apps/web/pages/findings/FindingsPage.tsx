export function FindingsPage() {
  return (
    <div className="page">
      <h1>FindingsPage</h1>
    </div>
  );
}

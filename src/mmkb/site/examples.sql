-- Open models for video, largest first
SELECT m.id, m.params, m.license, m.released
FROM models m JOIN models_input i ON i.model_id = m.id
WHERE i.value = 'video' AND m.access LIKE 'open-%'
ORDER BY m.params DESC;

-- Language models that most others are built on
SELECT r.id, r.name, count(DISTINCT m.release) AS models
FROM links l
JOIN models m ON m.id = l.from_id JOIN models b ON b.id = l.to_id JOIN releases r ON r.id = b.release
WHERE l.from_kind = 'models' AND l.field = 'backbone'
GROUP BY r.id ORDER BY models DESC, r.id LIMIT 20;

-- Models whose own licence allows what a part forbids
SELECT own.model, own.license, c.role, c.part, c.license AS part_license
FROM licence_chain own JOIN licence_chain c ON c.model = own.model
WHERE own.position = 0 AND own.commercial = 'yes' AND c.commercial = 'no'
ORDER BY own.model, c.position;

-- Sources with the most results
SELECT s.id, s.title, s.year, count(*) AS results, count(DISTINCT r.model) AS models
FROM results r JOIN sources s ON s.id = r.source
GROUP BY s.id ORDER BY results DESC, s.id LIMIT 20;

-- Facts read, inferred or cited, by kind
SELECT kind, sum(state = 'read') AS read, sum(state = 'inferred') AS inferred,
  sum(state = 'cited') AS cited, count(*) AS facts
FROM facts GROUP BY kind ORDER BY facts DESC;

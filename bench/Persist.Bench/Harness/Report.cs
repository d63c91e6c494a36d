using System.Globalization;
using System.Text.Json;

namespace Persist.Bench.Harness;

/// <summary>The table on the console and <c>artifacts/bench.json</c>.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Prints the head of the table.</summary>
    public static void PrintHead() => Console.WriteLine($"{"measure",-20}{"persist",14}{"raw",14}  {"unit",-12}{"ratio",7}");

    /// <summary>Prints one row.</summary>
    public static void Print(Reading reading) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{reading.Name,-20}{Number(reading.Value),14}{Number(reading.Limit),14}  {reading.Unit,-12}{reading.Ratio,7:0.00}"));

    /// <summary>Writes the file; returns its path.</summary>
    public static string Write(string root, IEnumerable<Reading> readings)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "artifacts")).FullName, "bench.json");
        var rows = readings.Select(reading => new
        {
            reading.Name,
            Value = Math.Round(reading.Value, 3),
            reading.Unit,
            Limit = Math.Round(reading.Limit, 3),
            Ratio = Math.Round(reading.Ratio, 3),
        });
        File.WriteAllText(path, JsonSerializer.Serialize(rows, Format) + "\n");
        return path;
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}

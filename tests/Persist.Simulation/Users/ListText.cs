using System.Text.Json;

namespace Persist.Simulation.Users;

/// <summary>Lists of the numbers of intents, as values: which edits a version holds can be read off it.</summary>
internal static class ListText
{
    public static List<int> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<int>>(json)!;

    public static string Write(IEnumerable<int> list) => JsonSerializer.Serialize(list);
}

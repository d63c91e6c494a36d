using System.Globalization;
using System.Text;
using Persist.Engine.Items;
using Persist.Engine.Tests.Scenarios;

namespace Persist.Engine.Tests.Items;

public sealed class NormalFormTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_character_that_has_another_form_is_known()
    {
        var missed = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value))
            .Where(character => Rune.GetUnicodeCategory(character) != UnicodeCategory.OtherNotAssigned)
            .Where(character => !character.ToString().IsNormalized() && !NormalForm.MayHaveAnother(character));
        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("Größe/Привет/漢字/한글/عربي", true)]
    [InlineData("e\u0301", false)]
    [InlineData("\u212B", false)]
    public async Task Where_nobody_knows_the_normal_forms_an_item_is_made_only_under_a_key_that_is_normal_anyway(string key, bool isMade)
    {
        using var process = WorkerProcess.Start(
            _folder.File("hub.db"), new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" }, "count", _folder.File("a.db"), "s", key, "1", "10", "1");
        var told = new List<string>();
        while (await process.ReadLineAsync() is { } line)
        {
            told.Add(line);
        }

        Assert.Equal(isMade, told.Contains("added 1"));
    }
}

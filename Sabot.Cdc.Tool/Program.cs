using System.Text;
using Sabot.Cdc.Tool.Commands;
using Sabot.Cdc.Tool.Terminal;

// Values are any characters of Unicode, and on Windows the console would replace those of no code page.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await ToolCommandLine.RunAsync(args, ToolConsole.OfProcess());
